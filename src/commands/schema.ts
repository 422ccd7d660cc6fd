import 'reflect-metadata';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Type } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { GraphQLSchemaBuilderModule, GraphQLSchemaFactory } from '@nestjs/graphql';
import { lexicographicSortSchema, printSchema } from 'graphql';
import { FEATURES } from '../app.module.js';
import { nullablePayloads } from '../platform/graphql/failures-as-data.js';
import { saidBounds } from '../platform/read/said-bounds.js';
import { command } from './command.js';

/** Writes schema.graphql, which is committed. */
export const schema = command({
  usage: 'schema',
  words: [0, 0],
  options: {},
  run: async (_values, { projectDir }) => {
    const context = await NestFactory.createApplicationContext(GraphQLSchemaBuilderModule, {
      logger: ['error'],
    });
    const providers = FEATURES.flatMap((feature) => Reflect.getMetadata('providers', feature) as Type[]);
    const built = saidBounds(nullablePayloads(await context.get(GraphQLSchemaFactory).create(providers)));
    writeFileSync(join(projectDir, 'schema.graphql'), `${printSchema(lexicographicSortSchema(built))}\n`);
    await context.close();
  },
});
