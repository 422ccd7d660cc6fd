import { Args, ID, Info, Int, Mutation, Query, ResolveField, Resolver } from '@nestjs/graphql';
import type { GraphQLResolveInfo } from 'graphql';
import { ViewerType } from '../accounts/viewer.type.js';
import { MeetingType } from '../meetings/meeting.type.js';
import { CurrentViewer } from '../platform/access/current-viewer.js';
import type { Viewer } from '../platform/access/viewer.js';
import { Input } from '../platform/graphql/input.js';
import { requireId } from '../platform/graphql/request-errors.js';
import { Reader } from '../platform/read/reader.js';
import { AnswersService } from './answers.service.js';
import { RegistrationState } from './registration.entity.js';
import {
  NameDelegatesInput,
  RegisterInput,
  RegisterWalkInInput,
  ReplaceDelegateInput,
  UpdateRegistrationInput,
} from './registration.input.js';
import { RegistrationRead } from './registration.read.js';
import {
  RegistrationConnection,
  RegistrationPayload,
  RegistrationType,
  RegistrationsPayload,
} from './registration.type.js';
import { RegistrationsService } from './registrations.service.js';
import { SubstitutionsService } from './substitutions.service.js';

const RegistrationId = (): ParameterDecorator =>
  Args('id', { type: () => ID, description: 'Which registration.' });

@Resolver()
export class RegistrationsResolver {
  constructor(
    private readonly reader: Reader,
    private readonly service: RegistrationsService,
    private readonly answers: AnswersService,
    private readonly substitutions: SubstitutionsService,
  ) {}

  @Query(() => RegistrationType, {
    nullable: true,
    description: 'One registration; null when there is none that the viewer may see.',
  })
  registration(
    @CurrentViewer() viewer: Viewer,
    @Info() info: GraphQLResolveInfo,
    @RegistrationId() id: string,
  ) {
    return this.reader.byId(info, viewer, RegistrationRead, requireId(id));
  }

  @Mutation(() => RegistrationsPayload, {
    description:
      'Says whom a partner sends; each is asked by mail whether he comes. By its coordinator or the lead.',
  })
  async nameDelegates(
    @CurrentViewer() viewer: Viewer,
    @Input(() => NameDelegatesInput) input: NameDelegatesInput,
  ): Promise<RegistrationsPayload> {
    return { registrations: await this.service.name(viewer, input) };
  }

  @Mutation(() => RegistrationPayload, {
    description:
      'Somebody else comes into the place of a delegate, who is withdrawn. By the coordinator of his partner or the lead.',
  })
  async replaceDelegate(
    @CurrentViewer() viewer: Viewer,
    @Input(() => ReplaceDelegateInput) input: ReplaceDelegateInput,
  ): Promise<RegistrationPayload> {
    return { registration: await this.substitutions.replace(viewer, input) };
  }

  @Mutation(() => RegistrationPayload, { description: 'The viewer comes, on a seat of his partner.' })
  async register(
    @CurrentViewer() viewer: Viewer,
    @Input(() => RegisterInput) input: RegisterInput,
  ): Promise<RegistrationPayload> {
    return { registration: await this.service.register(viewer, input) };
  }

  @Mutation(() => RegistrationPayload, {
    description: 'Registers somebody who stands at the desk. By the desk, the host or the lead partner.',
  })
  async registerWalkIn(
    @CurrentViewer() viewer: Viewer,
    @Input(() => RegisterWalkInInput) input: RegisterWalkInInput,
  ): Promise<RegistrationPayload> {
    return { registration: await this.service.walkIn(viewer, input) };
  }

  @Mutation(() => RegistrationPayload, {
    description: 'Changes what is known of a participant. By himself, his coordinator, the host or the lead.',
  })
  async updateRegistration(
    @CurrentViewer() viewer: Viewer,
    @Input(() => UpdateRegistrationInput) input: UpdateRegistrationInput,
  ): Promise<RegistrationPayload> {
    return { registration: await this.answers.update(viewer, input) };
  }

  @Mutation(() => RegistrationPayload, {
    description: 'Says yes. By the person himself, his coordinator, the host or the lead partner.',
  })
  async confirmParticipation(
    @CurrentViewer() viewer: Viewer,
    @RegistrationId() id: string,
  ): Promise<RegistrationPayload> {
    return { registration: await this.answers.confirm(viewer, id) };
  }

  @Mutation(() => RegistrationPayload, {
    description:
      'Says no to the question whether he comes. By the person himself, his coordinator, the host or the lead.',
  })
  async declineParticipation(
    @CurrentViewer() viewer: Viewer,
    @RegistrationId() id: string,
  ): Promise<RegistrationPayload> {
    return { registration: await this.answers.leave(viewer, id) };
  }

  @Mutation(() => RegistrationPayload, {
    description: 'Takes a yes back; the seat and all places are free for others. By whoever may say yes.',
  })
  async withdrawRegistration(
    @CurrentViewer() viewer: Viewer,
    @RegistrationId() id: string,
  ): Promise<RegistrationPayload> {
    return { registration: await this.answers.leave(viewer, id) };
  }
}

/** What registrations add to a meeting; read by the Reader, so the bodies never run. */
@Resolver(() => MeetingType)
export class MeetingRegistrationsResolver {
  @ResolveField(() => RegistrationConnection, {
    description: 'Those of them that the viewer may see, in the order they were made.',
  })
  registrations(
    @Args('first', { type: () => Int, defaultValue: 50, description: 'At most 100.' }) _first: number,
    @Args('after', { nullable: true, description: 'pageInfo.endCursor of the page before.' }) _after?: string,
    @Args('state', { type: () => RegistrationState, nullable: true, description: 'Only of this state.' })
    _state?: RegistrationState,
    @Args('partnerId', { type: () => ID, nullable: true, description: 'Only of this partner.' })
    _partnerId?: string,
  ): RegistrationConnection {
    throw new Error('read by the Reader');
  }

  @ResolveField(() => RegistrationType, { nullable: true, description: "The viewer's own." })
  myRegistration(): RegistrationType | null {
    return null;
  }
}

/** What registrations add to the viewer. */
@Resolver(() => ViewerType)
export class ViewerRegistrationsResolver {
  @ResolveField(() => [RegistrationType], { description: "The viewer's own, of all meetings." })
  registrations(): RegistrationType[] {
    return [];
  }
}
