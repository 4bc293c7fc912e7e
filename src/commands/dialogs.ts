/**
 * The dialogs and the tabs of logs and workers, which are loaded when the first of them is opened.
 */
export { openCreateDialog } from '../clusters/create/dialog';
export { SavedForm, formOf, requestLike } from '../clusters/create/formstate';
export { loadLastSizes } from '../clusters/create/sizes/lastsizes';
export { OwnPresets } from '../clusters/create/sizes/ownpresets';
export { openLogs } from '../clusters/logs/open';
export { openScaleDialog } from '../clusters/scale/dialog';
export { openWorkers } from '../clusters/workers/open';
export { openDoctorDialog } from '../doctor/dialog';
