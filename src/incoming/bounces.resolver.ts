import { Args, Field, ID, Mutation, ObjectType, ResolveField, Resolver } from '@nestjs/graphql';
import type { DateTime } from 'luxon';
import { CurrentViewer } from '../platform/access/current-viewer.js';
import type { Viewer } from '../platform/access/viewer.js';
import { DateTimeScalar } from '../platform/graphql/scalars.js';
import { UserError } from '../platform/graphql/user-errors.js';
import { PersonType } from '../projects/project.type.js';
import { BouncesService } from './bounces.service.js';

@ObjectType({ description: 'Answer of mutations of a person.' })
export class PersonPayload {
  @Field(() => PersonType, { nullable: true, description: 'As he is now.' })
  person?: string;

  @Field(() => [UserError], { defaultValue: [], description: 'What to mend; empty when it was done.' })
  userErrors?: UserError[];
}

@Resolver(() => PersonType)
export class BouncesResolver {
  constructor(private readonly bounces: BouncesService) {}

  @Mutation(() => PersonPayload, {
    description:
      'Says that mail arrives at the address of a person again. By himself, the coordinator of his partner, or the lead partner.',
  })
  async liftBounce(
    @CurrentViewer() viewer: Viewer,
    @Args('id', { type: () => ID, description: 'Which person.' }) id: string,
  ): Promise<PersonPayload> {
    return { person: await this.bounces.lift(viewer, id) };
  }

  @ResolveField(() => DateTimeScalar, {
    nullable: true,
    description:
      'Since when mail to his address comes back; null: it does not. Mails are sent all the same. Seen like the address.',
  })
  bouncedAt(): DateTime | null {
    return null;
  }

  @ResolveField(() => String, {
    nullable: true,
    description: 'What the mail server there says, such as `5.1.1 550 No such user`. Seen like the address.',
  })
  bounceAnswer(): string | null {
    return null;
  }
}
