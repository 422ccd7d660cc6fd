interface Named {
  readonly id: string;
  readonly name: string;
}

/** What of a poll, and of himself, somebody reads to know for whom he answers. */
export interface AskedOf {
  readonly viewer: {
    readonly memberships: readonly {
      readonly role: string;
      readonly partner: { readonly id: string } | null;
    }[];
  };
  readonly datePoll: {
    readonly partners: readonly { readonly partner: Named | null }[];
    readonly invitees: readonly {
      readonly person: { readonly id: string } | null;
      readonly partner: Named | null;
    }[];
  } | null;
}

/**
 * The partners for which this person answers, as `answerDatePoll` takes his answer: those that he is asked for, and
 * those that he coordinates and that are asked, in their order in the poll.
 */
export function askedPartners({ viewer, datePoll }: AskedOf, personId: string): readonly Named[] {
  const own = datePoll?.invitees.flatMap(({ person, partner }) =>
    person?.id === personId && partner ? [partner.id] : [],
  );
  const coordinated = viewer.memberships.flatMap(({ role, partner }) =>
    role === 'COORDINATOR' && partner ? [partner.id] : [],
  );
  const his = new Set([...(own ?? []), ...coordinated]);
  return datePoll?.partners.flatMap(({ partner }) => (partner && his.has(partner.id) ? [partner] : [])) ?? [];
}
