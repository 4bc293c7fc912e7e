/**
 * What works with notebooks and consoles, loaded when somebody uses it.
 */

export { AutoStart } from './autostart';
export { ClientUsage } from './clientusage';
export { discoverDashboards } from './discover';
export { FollowNotebook } from './follow';
export { insertClientCode } from './insert';
export { sessionsOf } from './sessions';
