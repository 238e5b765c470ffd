// SPDX-License-Identifier: MIT
// Starting and ending the private Postfix and Dovecot under one directory.

import { spawn } from 'node:child_process';
import fs from 'node:fs/promises';
import path from 'node:path';

const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

// The daemons inherit the output of what starts them: so it goes to a file, not to a pipe that would never end.
async function run(home, command, ...args) {
  const log = await fs.open(path.join(home, 'start.log'), 'a');
  const child = spawn(command, args, { stdio: ['ignore', log.fd, log.fd], cwd: '/' });
  const status = await new Promise((resolve) => {
    child.on('error', resolve);
    child.on('exit', resolve);
  });
  await log.close();
  if (status !== 0) throw new Error(`${command} ended with ${status.message ?? status}`);
}

async function readPid(file) {
  return Number((await fs.readFile(file, 'utf8').catch(() => '')).trim()) || undefined;
}

// Whether that process is one of ours: its command line, or its executable and directory, lead to `home`.
async function isOurs(pid, home) {
  const line = await fs.readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '');
  const cwd = await fs.readlink(`/proc/${pid}/cwd`).catch(() => '');
  return line.includes(home) || cwd.startsWith(home);
}

async function endProcess(pid, home) {
  if (!pid || !(await isOurs(pid, home))) return;
  process.kill(pid, 'SIGTERM');
  for (let waited = 0; waited < 5000; waited += 20) {
    if (
      !(await fs.access(`/proc/${pid}`).then(
        () => true,
        () => false,
      ))
    )
      return;
    await sleep(20);
  }
  if (await isOurs(pid, home)) process.kill(pid, 'SIGKILL');
}

// The first line that names a fatal error, or the last of the first file that has any.
async function reasonIn(...files) {
  const logs = [];
  for (const file of files)
    logs.push((await fs.readFile(file, 'utf8').catch(() => '')).trim().split('\n').filter(Boolean));
  const fatal = logs.flat().find((line) => /fatal: /i.test(line) && !line.includes('startup failed'));
  return fatal ?? logs.find((lines) => lines.length)?.at(-1);
}

async function tellWhyNot(what, home, log, work) {
  try {
    await work();
  } catch (error) {
    throw new Error(
      `${what} does not start: ${(await reasonIn(path.join(home, 'start.log'), path.join(home, log))) ?? error.message}`,
    );
  }
}

export async function startServices(home) {
  await tellWhyNot('Postfix', home, 'postfix.log', async () => {
    await run(home, 'postfix', '-c', path.join(home, 'etc'), 'check');
    await run(home, 'postfix', '-c', path.join(home, 'etc'), 'start');
  });
  await tellWhyNot('Dovecot', home, 'dovecot.log', () =>
    run(home, 'dovecot', '-c', path.join(home, 'etc', 'dovecot.conf')),
  );
}

// Ends both and removes the directory; harmless where they do not run.
export async function stopServices(home, { keep = false } = {}) {
  await endProcess(await readPid(path.join(home, 'dovecot', 'master.pid')), home);
  const master = await readPid(path.join(home, 'queue', 'pid', 'master.pid'));
  if (master) await run(home, 'postfix', '-c', path.join(home, 'etc'), 'stop').catch(() => {});
  await endProcess(master, home);
  if (!keep) await fs.rm(home, { recursive: true, force: true });
}
