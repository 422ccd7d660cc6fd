import { Args, Int, Mutation, ResolveField, Resolver } from '@nestjs/graphql';
import { MeetingPayload, MeetingType } from '../../meetings/meeting.type.js';
import { CurrentViewer } from '../../platform/access/current-viewer.js';
import type { Viewer } from '../../platform/access/viewer.js';
import { Input } from '../../platform/graphql/input.js';
import { RegistrationPayload, RegistrationType } from '../registration.type.js';
import { AnswerFormInput, PublishFormInput } from './form.input.js';
import { FormAnswerType, FormTotalType, RegistrationFormType } from './form.type.js';
import { FormsService } from './forms.service.js';

/** What forms add to a meeting. */
@Resolver(() => MeetingType)
export class FormsResolver {
  constructor(private readonly service: FormsService) {}

  @ResolveField(() => RegistrationFormType, {
    nullable: true,
    description: 'What it asks beside the ready fields; null: nothing, or there is no such version.',
  })
  registrationForm(
    @Args('version', { type: () => Int, nullable: true, description: 'Left out: the newest.' })
    _version?: number,
  ): RegistrationFormType | null {
    return null;
  }

  @ResolveField(() => [FormTotalType], {
    nullable: true,
    description: 'How many answered each question, and how. For the organisers.',
  })
  formTotals(): FormTotalType[] | null {
    return null;
  }

  @Mutation(() => MeetingPayload, {
    description:
      'Says what a meeting asks from now on. Answers to older versions stay, with the question as it was. By the host or the lead partner.',
  })
  async publishForm(
    @CurrentViewer() viewer: Viewer,
    @Input(() => PublishFormInput) input: PublishFormInput,
  ): Promise<MeetingPayload> {
    return { meeting: await this.service.publish(viewer, input) };
  }

  @Mutation(() => RegistrationPayload, {
    description:
      'Answers what a meeting asks. By the person himself, his coordinator, the host or the lead partner.',
  })
  async answerForm(
    @CurrentViewer() viewer: Viewer,
    @Input(() => AnswerFormInput) input: AnswerFormInput,
  ): Promise<RegistrationPayload> {
    return { registration: await this.service.answer(viewer, input) };
  }
}

/** What forms add to a registration. */
@Resolver(() => RegistrationType)
export class RegistrationFormsResolver {
  @ResolveField(() => [FormAnswerType], {
    nullable: true,
    description:
      'What he answered, each with the question as it was asked; for himself, his coordinator and the organisers, what is sensitive not for the coordinator.',
  })
  formAnswers(): FormAnswerType[] | null {
    return null;
  }
}
