import base from './playwright.config';
export default {
  ...base,
  timeout: 400_000,
  expect: { timeout: 90_000 },
  reporter: 'list',
  webServer: { ...(base.webServer as object), timeout: 300_000 }
};
