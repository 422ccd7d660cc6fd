import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  GraphQLEnumType,
  GraphQLInputObjectType,
  GraphQLObjectType,
  buildClientSchema,
  getIntrospectionQuery,
  printSchema,
  lexicographicSortSchema,
} from 'graphql';
import { ownerDataSource } from '../src/data-source.js';
import type { GraphqlClient } from './setup/graphql-client.js';
import { Tavola } from './setup/tavola.js';

describe('the schemas', () => {
  let tavola: Tavola;
  let reader: GraphqlClient;
  beforeAll(async () => {
    tavola = await Tavola.start();
    await tavola.person('reader@cervia.example');
    reader = await tavola.signedIn('reader@cervia.example');
  });
  afterAll(() => tavola.stop());

  const served = async () =>
    lexicographicSortSchema(
      buildClientSchema(await reader.ask(getIntrospectionQuery({ specifiedByUrl: true }))),
    );

  it('schema.graphql is what the server serves (npm run schema writes it)', async () => {
    const committed = readFileSync(new URL('../schema.graphql', import.meta.url), 'utf8');
    expect(`${printSchema(await served())}\n`).toBe(committed);
  });

  it('everything in it has a description', async () => {
    const own = Object.values((await served()).getTypeMap()).filter(({ name }) => !name.startsWith('__'));
    const missing = own.flatMap((type) => {
      const fields =
        type instanceof GraphQLObjectType || type instanceof GraphQLInputObjectType
          ? Object.values(type.getFields())
          : [];
      const values = type instanceof GraphQLEnumType ? [...type.getValues()] : [];
      const args = fields.flatMap((field) => ('args' in field ? [...field.args] : []));
      return [...fields, ...values, ...args]
        .filter(({ description }) => !description)
        .map(({ name }) => `${type.name}.${name}`);
    });
    expect(missing).toEqual([]);
  });

  it('the migrations go up, down and up again, and make what the entities say', async () => {
    const owner = await ownerDataSource(tavola.database.ownerUrl).initialize();
    try {
      for (let done = owner.migrations.length; done > 0; done--) await owner.undoLastMigration();
      const left = await owner.query(`select tablename from pg_tables where schemaname = 'public'`);
      expect(left).toEqual([{ tablename: 'migrations' }]);
      await owner.runMigrations();
      const { upQueries } = await owner.driver.createSchemaBuilder().log();
      expect(upQueries.map(({ query }) => query)).toEqual([]);
    } finally {
      await owner.destroy();
    }
  });

  it.each([
    ['event', 'kind'],
    ['seal', 'hash'],
    ['attendance_record', 'reason'],
    ['agenda_release_line', 'place'],
    ['closing', 'signatory'],
  ])("the application's role can add to %s and read it, nothing else", async (table, column) => {
    const grants = await tavola.sql(
      `select privilege_type from information_schema.role_table_grants
       where grantee = 'tavola_app' and table_name = $1 order by 1`,
      [table],
    );
    expect(grants.map(({ privilege_type }) => privilege_type)).toEqual(['INSERT', 'SELECT']);
    const update = `update ${table} set ${column} = 'x'`;
    await expect(tavola.sql(update)).rejects.toThrow(`permission denied for table ${table}`);
    await expect(tavola.sql(`delete from ${table}`)).rejects.toThrow(`permission denied for table ${table}`);
    // The control: its owner may, so it is the grant that protects.
    await expect(tavola.sql(update, [], tavola.database.ownerUrl)).resolves.toEqual([]);
  });
});
