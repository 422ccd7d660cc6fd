import 'reflect-metadata';
import { writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Type } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { GraphQLSchemaBuilderModule, GraphQLSchemaFactory } from '@nestjs/graphql';
import { lexicographicSortSchema, printSchema } from 'graphql';
import type { DataSource } from 'typeorm';
import { addPerson } from './accounts/add-person.js';
import { FEATURES } from './app.module.js';
import { findDatabase, openDatabase } from './database.js';
import { loadConfig } from './platform/config/config.js';
import { SystemClock } from './platform/time/clock.js';

const projectDir = dirname(dirname(import.meta.dirname));
const say = (line: string): boolean => process.stdout.write(`${line}\n`);

const commands: Record<string, (values: string[]) => Promise<void>> = {
  migrate: async () => {
    await withDatabase(async () => {});
    say('The database is up to date.');
  },
  'add-person': async ([name = '', email = '', language = 'en']) => {
    const person = { name, email, language };
    await withDatabase((dataSource) => addPerson(dataSource, new SystemClock().now(), person));
    say(`${email} can sign in.`);
  },
  schema: async () => {
    const context = await NestFactory.createApplicationContext(GraphQLSchemaBuilderModule, {
      logger: ['error'],
    });
    const providers = FEATURES.flatMap((feature) => Reflect.getMetadata('providers', feature) as Type[]);
    const schema = await context.get(GraphQLSchemaFactory).create(providers);
    writeFileSync(join(projectDir, 'schema.graphql'), `${printSchema(lexicographicSortSchema(schema))}\n`);
    await context.close();
  },
};

/** On the database of the configuration, brought up to date. */
async function withDatabase(use: (dataSource: DataSource) => Promise<void>): Promise<void> {
  const database = await findDatabase(loadConfig(process.env, projectDir), say);
  try {
    const dataSource = await openDatabase(database);
    try {
      await use(dataSource);
    } finally {
      await dataSource.destroy();
    }
  } finally {
    await database.stop();
  }
}

const [name = '', ...values] = process.argv.slice(2);
const command = commands[name];
try {
  if (!command)
    throw new Error('Usage: npm run cli -- migrate | add-person NAME ADDRESS [LANGUAGE] | schema');
  await command(values);
} catch (error) {
  process.stderr.write(`${(error as Error).message}\n`);
  process.exitCode = 2;
}
