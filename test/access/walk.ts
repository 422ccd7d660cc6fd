import { type GraphQLSchema, buildClientSchema, getIntrospectionQuery } from 'graphql';
import { Asking } from './asking.js';
import { Facts } from './facts.js';
import { walkPages } from './pages.js';
import { walkPaths } from './paths.js';
import { Reads } from './reads.js';
import { walkReferences } from './references.js';
import { walkSearches } from './searches.js';
import { Served } from './served.js';
import { Shapes } from './shapes.js';
import { Tally } from './tally.js';
import { type BuiltWorld, NOW } from './world.js';
import { Writes } from './writes.js';

/** What a walk saw. */
export interface Walked {
  readonly tally: Tally;
  readonly schema: GraphQLSchema;
  readonly facts: Facts;
  /** Rows and fields that were met, as `Reads` names them. */
  readonly reached: ReadonlySet<string>;
  readonly tried: ReadonlySet<string>;
  readonly seconds: number;
}

interface Options {
  /** The built application; left out: that of this repository. */
  readonly dist?: string;
  /** Differences after which the walk ends. */
  readonly enough?: number;
}

/** Gathers what there is from an application that is right, so that a fault cannot hide in the facts. */
export function gather(built: BuiltWorld): Promise<{ shapes: Shapes; facts: Facts }> {
  return serving(built, {}, async ({ asking }) => {
    const { data } = await asking.as('lead', getIntrospectionQuery());
    const shapes = new Shapes(buildClientSchema(data));
    return { shapes, facts: await Facts.gather(shapes, built.world, asking) };
  });
}

/** Compares a built application with the matrix: everything, as everybody, in every state. */
export function walk(
  built: BuiltWorld,
  { shapes, facts }: { shapes: Shapes; facts: Facts },
  { dist, enough }: Options = {},
): Promise<Walked> {
  return serving(built, { dist }, async ({ asking, served, databaseUrl }) => {
    const since = performance.now();
    const tally = new Tally(enough);
    const { world } = built;
    const reads = new Reads(shapes, facts, world, asking, tally);
    const parts = { schema: shapes.schema, world, facts, asking, served, databaseUrl, tally };
    const writes = new Writes(parts);
    // What is quick comes first: a fault is mostly found by it.
    for (const part of [
      () => walkPaths(world, asking, tally),
      () => walkSearches(world, facts, asking, tally),
      () => walkReferences(parts),
      () => walkPages(world, facts, asking, tally),
      () => reads.walk(),
      () => writes.walk(),
    ])
      if (!tally.isEnough) await part();
    const seconds = Math.round((performance.now() - since) / 1000);
    return { tally, schema: shapes.schema, facts, reached: reads.reached, tried: writes.tried, seconds };
  });
}

interface Serving {
  readonly asking: Asking;
  readonly served: Served;
  readonly databaseUrl: string;
}

/** On a database of its own, which is dropped afterwards. */
async function serving<Answer>(
  built: BuiltWorld,
  { dist }: Options,
  use: (serving: Serving) => Promise<Answer>,
): Promise<Answer> {
  const database = await built.copy();
  try {
    const served = await Served.start({ database, storageDir: built.storageDir, at: NOW, dist });
    try {
      const asking = new Asking(served.url, built.world.headers);
      return await use({ asking, served, databaseUrl: database.superuserUrl });
    } finally {
      await served.stop();
    }
  } finally {
    await database.drop();
  }
}
