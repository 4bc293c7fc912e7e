import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { expect, test } from './fixtures';

const KERNEL = 'Python without Dask';

/** An environment that lacks dask, known by a kernel of its own. */
function bareEnvironment(): { prefix: string; mend: () => void } {
  const prefix = mkdtempSync(join(tmpdir(), 'bare-'));
  execFileSync('python', ['-m', 'venv', '--without-pip', prefix]);
  const kernel = join(process.env.UI_TESTS_DATA!, 'kernels', 'bare');
  mkdirSync(kernel, { recursive: true });
  writeFileSync(
    join(kernel, 'kernel.json'),
    JSON.stringify({
      argv: [join(prefix, 'bin', 'python'), '-m', 'ipykernel_launcher'],
      display_name: KERNEL,
      language: 'python'
    })
  );
  const python = (code: string): string =>
    execFileSync('python', ['-c', code], { encoding: 'utf8' }).trim();
  const folder = python(
    'import sysconfig; print(sysconfig.get_path("purelib"))'
  );
  const version = python(
    'import sys; print("python%d.%d" % sys.version_info[:2])'
  );
  const lent = join(prefix, 'lib', version, 'site-packages', 'lent.pth');
  return { prefix, mend: () => writeFileSync(lent, folder) };
}

test('a cluster that cannot start says why, and Retry works once that is mended', async ({
  panel
}) => {
  const { prefix, mend } = bareEnvironment();
  const card = await panel.create({ kernel: KERNEL, minimum: 1, maximum: 1 });
  await expect(card).toContainText('Failed');
  await expect(card).toContainText('has no distributed');
  await expect(card).toContainText('pip install');
  mend();
  await card.getByRole('button', { name: 'Retry' }).click();
  await expect(panel.cards).toHaveCount(1);
  await expect(panel.cards.first()).toContainText('Running');
  rmSync(prefix, { recursive: true });
});

test('a failed cluster stays until it is dismissed', async ({ panel }) => {
  const { prefix } = bareEnvironment();
  const card = await panel.create({ kernel: KERNEL });
  await expect(card).toContainText('Failed');
  await card.getByRole('button', { name: 'Dismiss' }).click();
  await expect(panel.cards).toHaveCount(0);
  rmSync(prefix, { recursive: true });
});
