import { execFileSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  rmSync,
  writeFileSync
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

/** Where the server of the tests keeps everything. */
const DATA = process.env.UI_TESTS_DATA!;

/** The user's own file of variables. */
export const USERS_FILE = join(DATA, 'dask_config', 'labextension.yaml');

/** Remove the user's file. */
export function forgetUsersFile(): void {
  rmSync(USERS_FILE, { force: true });
}

/** Write the user's file. */
export function writeUsersFile(text: string): void {
  writeFileSync(USERS_FILE, text);
}

/** A virtual environment without Dask, known by a kernel of its name. */
export function makeEnvironment(options: {
  name: string;
  place?: 'work' | 'depot';
}): { prefix: string; mend: () => void; remove: () => void } {
  const { name, place } = options;
  const prefix = place
    ? join(DATA, place, name)
    : mkdtempSync(join(tmpdir(), 'environment-'));
  execFileSync('python', ['-m', 'venv', '--without-pip', prefix]);
  const kernel = join(DATA, 'kernels', name.replace(/\W/g, '-').toLowerCase());
  mkdirSync(kernel, { recursive: true });
  writeFileSync(
    join(kernel, 'kernel.json'),
    JSON.stringify({
      argv: [join(prefix, 'bin', 'python'), '-m', 'ipykernel_launcher'],
      display_name: name,
      language: 'python'
    })
  );
  const folder = python(
    'import sysconfig; print(sysconfig.get_path("purelib"))'
  );
  const version = python(
    'import sys; print("python%d.%d" % sys.version_info[:2])'
  );
  const lent = join(prefix, 'lib', version, 'site-packages', 'lent.pth');
  return {
    prefix,
    mend: () => writeFileSync(lent, folder),
    remove: () => {
      rmSync(prefix, { recursive: true });
      rmSync(kernel, { recursive: true });
    }
  };
}

/** A proxy certificate that ended an hour ago. */
export function makeExpiredProxy(): string {
  const file = join(DATA, 'depot', 'x509up');
  if (!existsSync(file)) {
    mkdirSync(dirname(file), { recursive: true });
    python(PROXY, file);
  }
  return file;
}

function python(code: string, ...args: string[]): string {
  return execFileSync('python', ['-c', code, ...args], {
    encoding: 'utf8'
  }).trim();
}

const PROXY = `
import sys
from datetime import datetime, timedelta, timezone
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

key = ec.generate_private_key(ec.SECP256R1())
name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "pete")])
end = datetime.now(timezone.utc) - timedelta(hours=1, seconds=5)
made = x509.CertificateBuilder(name, name, key.public_key(), 1, end - timedelta(hours=9), end)
with open(sys.argv[1], "wb") as file:
    file.write(made.sign(key, hashes.SHA256()).public_bytes(serialization.Encoding.PEM))
`;
