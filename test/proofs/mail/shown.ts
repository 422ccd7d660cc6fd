import type { GraphqlClient } from '../../setup/graphql-client.js';

/** A mail as a coordinator is shown it. */
export interface Shown {
  readonly address: string;
  readonly state: string;
  readonly uncertain: boolean;
  readonly smtpAnswer: string | null;
}

const ASK = `query ($after: String) { project(slug: "evolaq") { mailsInTrouble(first: 100, after: $after) {
  nodes { address state uncertain smtpAnswer } pageInfo { hasNextPage endCursor } } } }`;

/** All that somebody is shown of mails that did not simply arrive, page by page. */
export async function mailsShownTo(client: GraphqlClient): Promise<Shown[]> {
  const shown: Shown[] = [];
  let after: string | null = null;
  do {
    const { project } = await client.ask(ASK, { after });
    const { nodes, pageInfo } = project.mailsInTrouble as {
      nodes: Shown[];
      pageInfo: { hasNextPage: boolean; endCursor: string };
    };
    shown.push(...nodes);
    after = pageInfo.hasNextPage ? pageInfo.endCursor : null;
  } while (after !== null);
  return shown;
}
