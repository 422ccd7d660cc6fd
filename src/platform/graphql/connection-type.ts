import type { Type } from '@nestjs/common';
import { Field, Int, ObjectType } from '@nestjs/graphql';
import { PageInfo } from './page-info.js';

interface Words {
  /** Of the types, such as Registration for RegistrationConnection and RegistrationEdge. */
  readonly name: string;
  /** What one of them is called. */
  readonly one: string;
}

interface Connection<Node> {
  nodes: Node[];
  edges: { cursor: string; node: Node }[];
  pageInfo: PageInfo;
  totalCount: number;
}

/** What a type of pages extends (Relay Cursor Connections); how they are read is in `platform/read/connection.ts`. */
export function connectionType<Node>(node: Type<Node>, { name, one }: Words): Type<Connection<Node>> {
  @ObjectType(`${name}Edge`, { description: `A ${one} and its place in the list.` })
  class Edge {
    @Field({ description: 'Goes into `after`, for what follows it.' })
    cursor!: string;

    @Field(() => node, { description: `The ${one}.` })
    node!: Node;
  }

  @ObjectType({ isAbstract: true })
  class Page {
    @Field(() => [node], { description: `The ${one}s of this page.` })
    nodes!: Node[];

    @Field(() => [Edge], { description: 'The same with their cursors.' })
    edges!: Edge[];

    @Field(() => PageInfo, { description: 'Whether there is more, and how to get it.' })
    pageInfo!: PageInfo;

    @Field(() => Int, { description: 'How many there are on all pages.' })
    totalCount!: number;
  }
  return Page;
}
