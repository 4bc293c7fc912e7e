import { execFileSync } from 'node:child_process';
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  symlinkSync,
  writeFileSync
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

import { DATA } from './server';

export { DATA };

/** The user's own file of variables. */
export const USERS_FILE = join(DATA, 'dask_config', 'labextension.yaml');

/** What tests have made since the last clearing. */
const MADE = new Set([USERS_FILE]);

/** Remove everything that tests have made. */
export function clear(): void {
  for (const path of MADE) {
    rmSync(path, { recursive: true, force: true });
  }
}

/** Write the user's file. */
export function writeUsersFile(text: string): void {
  writeFileSync(USERS_FILE, text);
}

/** What was made, and what can be done with it. */
interface IMadeEnvironment {
  prefix: string;

  /** Give it all packages of the tests. */
  mend: () => void;

  /** Give it the packages of the tests but some. */
  lend: (without: RegExp) => void;

  /** Let it say that it has a package. */
  pretend: (name: string, version: string) => void;
}

/** A kernel of another language, which answers each line with itself. */
export function makeEcho(): void {
  const kernel = made(join(DATA, 'kernels', 'echo'));
  mkdirSync(kernel, { recursive: true });
  const program = join(kernel, 'echo.py');
  writeFileSync(program, ECHO);
  const executable = python('import sys; print(sys.executable)');
  const spec = {
    argv: [executable, program, '-f', '{connection_file}'],
    display_name: 'Echo',
    language: 'echo'
  };
  writeFileSync(join(kernel, 'kernel.json'), JSON.stringify(spec));
}

/** A virtual environment without Dask, known by a kernel of its name. */
export function makeEnvironment(options: {
  name: string;
  place?: 'work' | 'depot';
}): IMadeEnvironment {
  const { name, place } = options;
  const prefix = made(
    place
      ? join(DATA, place, name)
      : mkdtempSync(join(tmpdir(), 'environment-'))
  );
  execFileSync('python', ['-m', 'venv', '--without-pip', prefix]);
  makeKernel(name, [join(prefix, 'bin', 'python')]);
  const folder = python(
    'import sysconfig; print(sysconfig.get_path("purelib"))'
  );
  const [version] = readdirSync(join(prefix, 'lib'));
  const site = join(prefix, 'lib', version, 'site-packages');
  return {
    prefix,
    mend: () => writeFileSync(join(site, 'lent.pth'), folder),
    lend: without => {
      for (const one of readdirSync(folder)) {
        if (!without.test(one)) {
          symlinkSync(join(folder, one), join(site, one));
        }
      }
    },
    pretend: (name, version) => {
      const place = join(site, `${name}-${version}.dist-info`);
      mkdirSync(place);
      writeFileSync(
        join(place, 'METADATA'),
        `Metadata-Version: 2.1\nName: ${name}\nVersion: ${version}\n`
      );
    }
  };
}

/** What conda leaves on disk, where the server looks for environments: records, and a Python that nobody starts. */
export function makeConda(
  name: string,
  packages: Readonly<Record<string, string>>
): { prefix: string } {
  const prefix = made(join(DATA, 'conda', name));
  const records = join(prefix, 'conda-meta');
  mkdirSync(records, { recursive: true });
  mkdirSync(join(prefix, 'bin'));
  writeFileSync(join(records, 'history'), '# cmd: conda create\n');
  writeFileSync(join(prefix, 'bin', 'python'), '#!/bin/sh\nexit 1\n', {
    mode: 0o755
  });
  for (const [one, version] of Object.entries(packages)) {
    const record = { name: one, version, build: 'py_0', files: [] };
    writeFileSync(
      join(records, `${one}-${version}-py_0.json`),
      JSON.stringify(record)
    );
  }
  return { prefix };
}

/** A pixi project of which nothing is built, and a kernel that runs in it. */
export function makePixiProject(name: string): void {
  const folder = made(mkdtempSync(join(tmpdir(), 'project-')));
  writeFileSync(join(folder, 'pixi.toml'), `[workspace]\nname = "${name}"\n`);
  makeKernel(name, ['pixi', 'run', '--manifest-path', folder, 'python']);
}

/** A proxy certificate that ends in some minutes, or ended some minutes ago. */
export function makeProxy(file: string, minutes: number): string {
  mkdirSync(dirname(file), { recursive: true });
  python(PROXY, made(file), `${minutes}`);
  return file;
}

/** The versions of packages beside the kernel that notebooks have unless they choose another. */
export function versionsOfDefaultKernel(): Record<string, string> {
  return JSON.parse(python(VERSIONS));
}

function makeKernel(name: string, argv: readonly string[]): void {
  const folder = name.replace(/\W/g, '-').toLowerCase();
  const kernel = made(join(DATA, 'kernels', folder));
  mkdirSync(kernel, { recursive: true });
  const spec = {
    argv: [...argv, '-m', 'ipykernel_launcher', '-f', '{connection_file}'],
    display_name: name,
    language: 'python'
  };
  writeFileSync(join(kernel, 'kernel.json'), JSON.stringify(spec));
}

/** Note what is to be removed when the test is over. */
export function made(path: string): string {
  MADE.add(path);
  return path;
}

function python(code: string, ...args: string[]): string {
  return execFileSync('python', ['-c', code, ...args], {
    encoding: 'utf8'
  }).trim();
}

const VERSIONS = `
import json, platform
from importlib.metadata import version

names = ("dask", "distributed", "dask-gateway")
print(json.dumps({"python": platform.python_version(), **{name: version(name) for name in names}}))
`;

const ECHO = `
from ipykernel.kernelapp import IPKernelApp
from ipykernel.kernelbase import Kernel

class Echo(Kernel):
    implementation = banner = "echo"
    implementation_version = "1"
    language_info = {"name": "echo", "mimetype": "text/plain", "file_extension": ".txt"}

    async def do_execute(self, code, silent, *args, **options):
        if not silent:
            self.send_response(self.iopub_socket, "stream", {"name": "stdout", "text": code})
        return {"status": "ok", "execution_count": self.execution_count, "user_expressions": {}}

IPKernelApp.launch_instance(kernel_class=Echo)
`;

const PROXY = `
import sys
from datetime import datetime, timedelta, timezone
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

key = ec.generate_private_key(ec.SECP256R1())
name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "pete")])
end = datetime.now(timezone.utc) + timedelta(minutes=int(sys.argv[2]))
made = x509.CertificateBuilder(name, name, key.public_key(), 1, end - timedelta(days=9), end)
with open(sys.argv[1], "wb") as file:
    file.write(made.sign(key, hashes.SHA256()).public_bytes(serialization.Encoding.PEM))
`;
