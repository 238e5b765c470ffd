// SPDX-License-Identifier: MIT
// A server that is a program of its own, in the foreground: started, watched until it answers, and ended, also by a
// later process, which finds it by the file with its number.

import { spawn } from 'node:child_process';
import fs from 'node:fs/promises';
import net from 'node:net';
import path from 'node:path';

const kStartTimeoutMs = 10_000;
const kStopTimeoutMs = 5000;
const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

// The first of `places` where the program is; undefined where it is nowhere.
export async function findProgram(...places) {
  for (const place of places)
    if (
      await fs.access(place).then(
        () => true,
        () => false,
      )
    )
      return place;
  return undefined;
}

export function answers(address, port) {
  return new Promise((resolve) => {
    const socket = net.connect(port, address, () => {
      socket.destroy();
      resolve(true);
    });
    socket.on('error', () => resolve(false));
  });
}

// Its number may have gone to another process: its command line must name the directory.
async function isOurs(pid, directory) {
  const line = await fs.readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '');
  return line.includes(directory);
}

async function endProcess(pid, directory) {
  if (!pid || !(await isOurs(pid, directory))) return;
  process.kill(pid, 'SIGTERM');
  for (let waited = 0; waited < kStopTimeoutMs; waited += 20) {
    if (!(await isOurs(pid, directory))) return;
    await sleep(20);
  }
  process.kill(pid, 'SIGKILL');
}

// Ends what startProgram() started for `directory`, whoever did that.
export async function endPrograms(directory) {
  for (const name of await fs.readdir(directory).catch(() => []))
    if (name.endsWith('.running'))
      await endProcess(Number(await fs.readFile(path.join(directory, name), 'utf8')), directory);
}

// `args` must name a file in `directory`. Gives { close }.
export async function startProgram({ name, directory, command, args, address, port }) {
  const log = await fs.open(path.join(directory, `${name}.start.log`), 'a');
  const child = spawn(command, args, { stdio: ['ignore', log.fd, log.fd], cwd: '/' });
  await log.close();
  let ended = false;
  const end = new Promise((resolve) => {
    for (const event of ['error', 'exit'])
      child.on(event, () => {
        ended = true;
        resolve();
      });
  });
  if (child.pid) await fs.writeFile(path.join(directory, `${name}.running`), String(child.pid));
  const close = async () => {
    if (ended) return;
    child.kill('SIGTERM');
    const hurry = setTimeout(() => child.kill('SIGKILL'), kStopTimeoutMs);
    await end;
    clearTimeout(hurry);
  };
  // Somebody else may answer there: then the program has ended.
  for (let waited = 0; !(await answers(address, port)) || ended; waited += 20) {
    if (ended || waited > kStartTimeoutMs) {
      await close();
      const words = await fs.readFile(path.join(directory, `${name}.start.log`), 'utf8');
      throw new Error(`${name} does not start: ${words.trim().split('\n').at(-1)}`);
    }
    await sleep(20);
  }
  return { close };
}
