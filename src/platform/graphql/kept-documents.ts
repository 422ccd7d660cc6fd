import type { ApolloServerOptions, BaseContext } from '@apollo/server';
import type { DocumentNode } from 'graphql';

type Store = NonNullable<ApolloServerOptions<BaseContext>['documentStore']>;

/**
 * Characters of all documents that are kept. graphql-js keeps each token with its document, comments too: up to some 45
 * bytes for a character, so this is at most some 20 MB.
 */
const MOST_CHARACTERS = 400_000;

/** Documents that were parsed and found valid; those that were asked for last. Apollo's own store weighs no tokens. */
export class KeptDocuments implements Store {
  private readonly documents = new Map<string, DocumentNode>();
  private characters = 0;

  async get(hash: string): Promise<DocumentNode | undefined> {
    const document = this.documents.get(hash);
    if (document) {
      this.documents.delete(hash);
      this.documents.set(hash, document);
    }
    return document;
  }

  async set(hash: string, document: DocumentNode): Promise<void> {
    this.forget(hash);
    this.documents.set(hash, document);
    this.characters += lengthOf(document);
    for (const oldest of this.documents.keys()) {
      if (this.characters <= MOST_CHARACTERS) return;
      this.forget(oldest);
    }
  }

  async delete(hash: string): Promise<void> {
    this.forget(hash);
  }

  private forget(hash: string): void {
    const document = this.documents.get(hash);
    if (document) this.characters -= lengthOf(document);
    this.documents.delete(hash);
  }
}

const lengthOf = ({ loc }: DocumentNode): number => loc?.source.body.length ?? 0;
