import { execSync } from 'node:child_process';
import { mkdirSync, rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';

import type { Locator } from '@playwright/test';

import type { DaskPanel } from './dask-panel';
import {
  DATA,
  USERS_FILE,
  made,
  makeConda,
  makeEnvironment,
  makePixiProject,
  makeProxy,
  versionsOfDefaultKernel,
  writeUsersFile
} from './environments';
import { expect, test } from './onepage';

const FAR = 'Far away';
const MEND = 'Copy fix';

/** What the dialog says about what is chosen, by a part of it. */
function problem(panel: DaskPanel, text: string | RegExp): Locator {
  return panel.dialog
    .locator('.jp-DaskNotice.jp-DaskProblem')
    .filter({ hasText: text });
}

test.describe('an environment that workers cannot use is listed, disabled, with the reason and what mends it', () => {
  const findings: Readonly<
    Record<
      string,
      { make: () => void; reason: RegExp; mend?: RegExp; gateway?: string }
    >
  > = {
    'on a disk that workers cannot read': {
      make: () => makeEnvironment({ name: 'Unusable', place: 'work' }),
      reason:
        /is on .*\/work, which workers of This machine cannot read\. Make or choose one on .*\/depot\./
    },
    'moved or removed': {
      make: () => {
        const { prefix } = makeEnvironment({ name: 'Unusable' });
        rmSync(prefix, { recursive: true });
      },
      reason:
        /There is no Python at .*: it was moved or removed\. Make the environment again, or choose another\./
    },
    'of a pixi project that is not built': {
      make: () => makePixiProject('Unusable'),
      reason: /The pixi environment default of .* is not built yet: /,
      mend: /pixi install --manifest-path \S+ --environment default/
    },
    'not readable by others, where the site needs that': {
      make: () => makeEnvironment({ name: 'Unusable' }),
      gateway: FAR,
      reason: /is not readable by others, as Far away needs it to be: /,
      mend: /chmod -R o\+rX \S+/
    }
  };
  for (const [how, { make, reason, mend, gateway }] of Object.entries(
    findings
  )) {
    test(how, async ({ panel }) => {
      make();
      await panel.openDialog(gateway);
      const option = panel.kernel.getByRole('option', { name: /^Unusable – / });
      await expect(option).toBeDisabled();
      await expect(option).toContainText(reason);
      await expect(panel.kernel).not.toHaveValue('unusable');

      await panel.dialog.getByText(/cannot be used here$/).click();
      const item = panel.dialog
        .getByRole('listitem')
        .filter({ hasText: 'Unusable' });
      await expect(item).toContainText(reason);
      await expect(item.getByRole('button', { name: MEND })).toHaveCount(
        mend ? 1 : 0
      );
      await expect(item).toContainText(mend ?? '');
    });
  }

  test('and can be chosen once the command has mended it', async ({
    panel
  }) => {
    makeEnvironment({ name: 'Closed' });
    await panel.openDialog(FAR);
    const option = panel.kernel.getByRole('option', { name: /^Closed/ });
    await expect(option).toBeDisabled();
    const [command] = /chmod .*/.exec((await option.textContent())!)!;
    await panel.closeDialog();

    execSync(command);
    await panel.openDialog(FAR);
    await panel.kernel.selectOption('closed');
    await expect(problem(panel, 'readable by others')).toHaveCount(0);
  });
});

test.describe('what would fail in an environment keeps Apply waiting until the user insists, a doubt is only said', () => {
  const kernel = versionsOfDefaultKernel();
  const minor = kernel.python.split('.').slice(0, 2).join('.');
  const { dask, distributed } = kernel;
  const gateway = kernel['dask-gateway'];
  const ipykernel = '6.29.5';
  const all = { ...kernel, ipykernel };
  const findings: Readonly<
    Record<
      string,
      {
        packages: Readonly<Record<string, string>>;
        reason: string | RegExp;
        mend?: string;
        fails?: boolean;
      }
    >
  > = {
    'no dask, distributed or dask-gateway': {
      packages: { python: kernel.python, ipykernel },
      reason:
        /dask, distributed and dask-gateway are missing in .* and required to start a cluster\. Install them with: /,
      mend: '--channel conda-forge dask distributed dask-gateway',
      fails: true
    },
    'no distributed': {
      packages: {
        python: kernel.python,
        ipykernel,
        dask,
        'dask-gateway': gateway
      },
      reason: /distributed is missing in .* and required to start a cluster/,
      mend: '--channel conda-forge distributed',
      fails: true
    },
    'no dask-gateway': {
      packages: { python: kernel.python, ipykernel, dask, distributed },
      reason: /dask-gateway is missing in .* and required to start a cluster/,
      mend: '--channel conda-forge dask-gateway',
      fails: true
    },
    "another Python than the notebook's kernel": {
      packages: { ...all, python: '3.9.18' },
      reason: `Python is 3.9 here and ${minor} in Python 3 (ipykernel), the kernel that will connect: functions sent from one cannot be run by the other. Choose the environment of that kernel, or a kernel of chosen in the notebook.`
    },
    "another distributed than the notebook's kernel": {
      packages: { ...all, distributed: '2024.5.0' },
      reason: `Versions are not those of Python 3 (ipykernel), the kernel that will connect: distributed is 2024.5.0 here and ${distributed} there. Notebook and workers may misunderstand one another.`,
      mend: `--channel conda-forge distributed==${distributed}`
    },
    "another dask-gateway than the notebook's kernel": {
      packages: { ...all, 'dask-gateway': '2022.4.0' },
      reason: `dask-gateway is 2022.4.0 here and ${gateway} there`,
      mend: `--channel conda-forge dask-gateway==${gateway}`
    },
    'no ipykernel, for which the launcher does not show it': {
      packages: kernel,
      reason:
        'has no ipykernel: workers can use it, but no notebook runs in it, and so it is missing in the launcher',
      mend: '--channel conda-forge ipykernel'
    }
  };
  for (const [what, finding] of Object.entries(findings)) {
    const { packages, reason, mend, fails = false } = finding;

    test(what, async ({ panel }) => {
      const { prefix } = makeConda('chosen', packages);
      await panel.openDialog();
      await panel.kernel.selectOption(prefix);
      await expect(panel.kernel.locator('option:checked')).toHaveText(
        'Python [conda env:chosen]'
      );
      const said = problem(panel, reason);
      await expect(said).toContainText(mend ?? '');
      await expect(said.getByRole('button', { name: MEND })).toHaveCount(
        mend ? 1 : 0
      );
      await expect(panel.dialog.locator('.jp-DaskNotice')).toHaveCount(1);
      await expect(panel.apply).toBeEnabled({ enabled: !fails });
      await expect(panel.createAnyway).toHaveCount(fails ? 1 : 0);
    });
  }

  test('and who knows better can go on', async ({ panel }) => {
    makeEnvironment({ name: 'Bare' });
    await panel.openDialog();
    await panel.kernel.selectOption('bare');
    await expect(panel.apply).toBeDisabled();
    await panel.createAnyway.check();
    await expect(panel.apply).toBeEnabled();
    await panel.createAnyway.uncheck();
    await expect(panel.apply).toBeDisabled();
  });

  test('and no more once it is mended', async ({ panel }) => {
    const bare = makeEnvironment({ name: 'Bare' });
    await panel.openDialog();
    await panel.kernel.selectOption('bare');
    await expect(
      problem(panel, 'dask, distributed and dask-gateway are missing')
    ).toContainText('-m pip install dask distributed dask-gateway');
    await panel.closeDialog();

    bare.mend();
    await panel.openDialog();
    await panel.kernel.selectOption('bare');
    await expect(panel.kernel).toHaveValue('bare');
    await expect(panel.dialog.locator('.jp-DaskNotice')).toHaveCount(0);
  });
});

test.describe('a proxy that workers cannot use keeps Apply waiting until it is left out, a doubtful one is said', () => {
  const file = join(DATA, 'depot', 'x509up');
  const findings: Readonly<
    Record<
      string,
      { proxy: () => string; reason: RegExp; blocks: boolean; gateway?: string }
    >
  > = {
    expired: {
      proxy: () => makeProxy(file, -61),
      reason:
        /expired 61 min ago: workers cannot read data with it\. Renew it with: voms-proxy-init/,
      blocks: true
    },
    'on a disk that workers cannot read': {
      proxy: () => makeProxy(join(DATA, 'work', 'x509up'), 600),
      reason:
        /is on .*\/work, which workers of This machine cannot read\. Make one in a file on .*\/depot, by voms-proxy-init --voms cms --out FILE, and set X509_USER_PROXY to that file\./,
      blocks: true
    },
    'about to expire': {
      proxy: () => makeProxy(file, 21),
      reason:
        /expires in 2[01] min\. Renew it with: voms-proxy-init --voms cms --out/,
      blocks: false
    },
    missing: {
      proxy: () => join(DATA, 'depot', 'nowhere'),
      reason:
        /Grid proxy .*depot\/nowhere not found\. Create it with: voms-proxy-init/,
      blocks: true
    },
    'impossible to read': {
      proxy: () => {
        mkdirSync(join(DATA, 'depot'), { recursive: true });
        // No permission would keep root from reading.
        symlinkSync(file, made(file));
        return file;
      },
      reason:
        /cannot be read \(.*symbolic links\)\. Create it with: voms-proxy-init/,
      blocks: true
    },
    'in /tmp, which is local to each machine': {
      proxy: () => makeProxy(`/tmp/x509up_ui_tests_${process.pid}`, 600),
      gateway: FAR,
      reason:
        /is on \/tmp, which is local to each machine: workers of Far away cannot see it\. Make one in a file on .*\/depot/,
      blocks: false
    }
  };
  for (const [what, { proxy, reason, blocks, gateway }] of Object.entries(
    findings
  )) {
    test(what, async ({ panel }) => {
      writeUsersFile(`X509_USER_PROXY: ${proxy()}\n`);
      await panel.openDialog(gateway);
      const said = problem(panel, reason);
      await expect(said).toBeVisible();
      await expect(panel.apply).toBeEnabled({ enabled: !blocks });
      await said
        .getByRole('button', { name: "Don't pass X509_USER_PROXY" })
        .click();
      await expect(said).toHaveCount(0);
      await expect(panel.apply).toBeEnabled();
    });
  }
});

for (const name of ['PYTHONPATH', 'LD_LIBRARY_PATH']) {
  test(`entries of ${name} that workers cannot see are said one by one, and can be left out`, async ({
    panel
  }) => {
    const [hidden, seen] = ['work', 'depot'].map(one => join(DATA, one, 'lib'));
    writeUsersFile(`${name}: ${seen}:${hidden}:${seen}/more\n`);
    await panel.openDialog();
    const said = problem(panel, `${name} has `);
    await expect(said).toHaveText(
      new RegExp(`^${name} has ${hidden}, which is on .*/work, where workers`)
    );
    await expect(panel.apply).toBeEnabled();
    await said.getByRole('button', { name: `Don't pass ${name}` }).click();
    await expect(said).toHaveCount(0);
  });
}

test('a mistake in labextension.yaml is named with file, line and key, and the rest holds', async ({
  panel
}) => {
  writeUsersFile(
    'GOOD: 1\nLIST: [1, 2]\nlabextension:\n  env_override:\n    EMPTY:\n'
  );
  await panel.openDialog();
  await panel.openVariables();
  for (const mistake of [
    `${USERS_FILE}, line 2: LIST is a list; a variable takes a text, a number or a boolean.`,
    `${USERS_FILE}, line 5: labextension.env_override.EMPTY has no value; write "" for an empty one, or remove the line.`
  ]) {
    await expect(panel.dialog.getByText(mistake)).toBeVisible();
  }
  await expect(
    panel.dialog.getByRole('row', { name: /^GOOD 1 / })
  ).toBeVisible();
  await expect(panel.apply).toBeEnabled();
});

test('a labextension.yaml that is no YAML is named with the line, and stops nothing', async ({
  panel
}) => {
  writeUsersFile('GOOD: 1\nBROKEN: [\n');
  await panel.openDialog();
  await panel.openVariables();
  await expect(
    panel.dialog.getByText(`${USERS_FILE} is not valid YAML: line 3`)
  ).toBeVisible();
  await expect(panel.apply).toBeEnabled();
});

test('secrets are held back, let through by name, and shown by no means', async ({
  panel
}) => {
  writeUsersFile('MY_PASSWORD: never-on-screen\nREAD_FROM: ${MY_PASSWORD}\n');
  const { dialog, page } = panel;
  await panel.openDialog();
  await expect(dialog.getByText(/^\d+ held back$/)).toBeVisible();
  await panel.openVariables();
  const row = (name: string) =>
    dialog.getByRole('row', { name: new RegExp(`^${name} not shown `) });
  await expect(row('UI_TESTS_TOKEN')).toHaveCount(0);
  await dialog.getByRole('checkbox', { name: 'Pass UI_TESTS_TOKEN' }).check();
  for (const name of ['UI_TESTS_TOKEN', 'MY_PASSWORD', 'READ_FROM']) {
    await expect(row(name)).toContainText('••••');
  }
  const shown = await page.content();
  expect(shown).not.toContain('never-on-screen');
  expect(shown).not.toContain('not-to-be-shown');
});

test('a variable that refers to nothing is refused beside itself before anything is sent', async ({
  panel
}) => {
  await panel.openDialog();
  await panel.openVariables();
  await panel.dialog.getByRole('button', { name: 'Add a variable' }).click();
  await panel.dialog.getByRole('textbox', { name: 'Name' }).fill('LIBRARY');
  await panel.dialog
    .getByRole('textbox', { name: 'Value' })
    .fill('${NOWHERE}/lib');
  await expect(panel.dialog.getByRole('alert')).toHaveText(
    'The value of LIBRARY refers to NOWHERE, which workers do not get.'
  );
  await expect(panel.apply).toBeDisabled();
});
