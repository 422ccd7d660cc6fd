import { Injectable } from '@nestjs/common';
import { ModuleRef } from '@nestjs/core';
import { GraphQLSchemaHost } from '@nestjs/graphql';
import { type DocumentNode, execute, parse } from 'graphql';
import type { Viewer } from '../access/viewer.js';

/**
 * Asks Tavola's own schema in process, as a viewer: mails, pages and exports read through the same permissions as
 * everybody, so none of them can tell more than whom it is for could look up.
 */
@Injectable()
export class Ask {
  private readonly parsed = new Map<string, DocumentNode>();

  constructor(private readonly modules: ModuleRef) {}

  /** @throws the first error of the answer; what the viewer may not see is null, as it is over HTTP */
  async as<Data>(viewer: Viewer, document: string, variables: object = {}): Promise<Data> {
    const { schema } = this.modules.get(GraphQLSchemaHost, { strict: false });
    const result = await execute({
      schema,
      document: this.parse(document),
      variableValues: { ...variables },
      contextValue: { viewer, identify: () => Promise.resolve(viewer) },
    });
    if (result.errors?.[0]) throw result.errors[0];
    return result.data as Data;
  }

  private parse(document: string): DocumentNode {
    const parsed = this.parsed.get(document) ?? parse(document);
    this.parsed.set(document, parsed);
    return parsed;
  }
}
