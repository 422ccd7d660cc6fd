import 'reflect-metadata';
import { writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Type } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { GraphQLSchemaBuilderModule, GraphQLSchemaFactory } from '@nestjs/graphql';
import { lexicographicSortSchema, printSchema } from 'graphql';
import { FEATURES } from './app.module.js';
import { findDatabase, openDatabase } from './database.js';
import { loadConfig } from './platform/config/config.js';

const projectDir = dirname(dirname(import.meta.dirname));
const say = (line: string): boolean => process.stdout.write(`${line}\n`);

const commands: Record<string, () => Promise<void>> = {
  migrate: async () => {
    const database = await findDatabase(loadConfig(process.env, projectDir), say);
    const dataSource = await openDatabase(database);
    await dataSource.destroy();
    await database.stop();
    say('The database is up to date.');
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

const [name = ''] = process.argv.slice(2);
const command = commands[name];
if (command) await command();
else {
  process.stderr.write(`Usage: npm run cli -- ${Object.keys(commands).join(' | ')}\n`);
  process.exitCode = 2;
}
