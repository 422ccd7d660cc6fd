import { dirname } from 'node:path';
import type { Terminal } from './commands/command.js';
import { commands } from './commands/commands.js';
import { loadConfig } from './platform/config/config.js';

const projectDir = dirname(dirname(import.meta.dirname));
const terminal: Terminal = {
  projectDir,
  config: () => loadConfig(process.env, projectDir),
  say: (line) => void process.stdout.write(`${line}\n`),
};

const [name = '', ...values] = process.argv.slice(2);
const command = Object.hasOwn(commands, name) ? commands[name] : undefined;
const usages = Object.values(commands).map(({ usage }) => usage);
try {
  if (!command) throw new Error(`Usage: npm run cli -- ${usages.join(' | ')}`);
  process.exitCode = (await command.run(values, terminal)) ?? 0;
} catch (error) {
  process.stderr.write(`${(error as Error).message}\n`);
  process.exitCode = 2;
}
