import { Args, ID, Int, Mutation, Query, ResolveField, Resolver } from '@nestjs/graphql';
import { CurrentViewer } from '../platform/access/current-viewer.js';
import type { Viewer } from '../platform/access/viewer.js';
import { EmailState } from '../platform/email/email.entity.js';
import { Input } from '../platform/graphql/input.js';
import { ProjectType } from '../projects/project.type.js';
import { EmailConnection, MailPayload, MailsPayload } from './email.type.js';
import { SendHeldMailsInput, UpdateMailInput } from './mail.input.js';
import { MailPreviewType } from './mail-preview.type.js';
import { MailPreviewsService } from './mail-previews.service.js';
import { MailsService } from './mails.service.js';

const MailId = (): ParameterDecorator => Args('id', { type: () => ID, description: 'Which mail.' });

@Resolver()
export class MailsResolver {
  constructor(
    private readonly mails: MailsService,
    private readonly previews: MailPreviewsService,
  ) {}

  @Query(() => MailPreviewType, {
    nullable: true,
    description:
      'A mail about a meeting as somebody would get it now; nothing is sent. For the lead partner and the host of the meeting; null as well where that person would get no such mail, or nothing of the kind has happened yet.',
  })
  mailPreview(
    @CurrentViewer() viewer: Viewer,
    @Args('meetingId', { type: () => ID, description: 'About which meeting.' }) meetingId: string,
    @Args('kind', { description: 'As in Email.kind, such as `meeting.approached` or `agenda.published`.' })
    kind: string,
    @Args('personId', { type: () => ID, description: 'To whom.' }) personId: string,
    @Args('language', {
      type: () => String,
      nullable: true,
      description: 'One of en, sv, it, de, lv, hr and fi; left out: that of the person.',
    })
    language?: string | null,
  ): Promise<MailPreviewType | null> {
    return this.previews.preview(viewer, { meetingId, kind, personId, language });
  }

  @Mutation(() => MailPayload, {
    description:
      'Keeps a mail that waits from leaving until it is sent or discarded. By the lead partner, or the host of its meeting.',
  })
  async holdMail(@CurrentViewer() viewer: Viewer, @MailId() id: string): Promise<MailPayload> {
    return { mail: await this.mails.hold(viewer, id) };
  }

  @Mutation(() => MailPayload, {
    description:
      'Changes what a mail says that waits or is held; one that is being sent stays as it is. By the lead partner, or the host of its meeting.',
  })
  async updateMail(
    @CurrentViewer() viewer: Viewer,
    @Input(() => UpdateMailInput) input: UpdateMailInput,
  ): Promise<MailPayload> {
    return { mail: await this.mails.update(viewer, input) };
  }

  @Mutation(() => MailPayload, {
    description:
      'Keeps a mail that waits or is held from ever leaving. By the lead partner, or the host of its meeting.',
  })
  async discardMail(@CurrentViewer() viewer: Viewer, @MailId() id: string): Promise<MailPayload> {
    return { mail: await this.mails.discard(viewer, id) };
  }

  @Mutation(() => MailPayload, {
    description: 'Lets a mail leave that is held. By the lead partner, or the host of its meeting.',
  })
  async sendMail(@CurrentViewer() viewer: Viewer, @MailId() id: string): Promise<MailPayload> {
    return { mail: await this.mails.send(viewer, id) };
  }

  @Mutation(() => MailsPayload, {
    description:
      'Lets the mails leave that are held, 500 at a time. By the lead partner; of its meeting, by the host.',
  })
  async sendHeldMails(
    @CurrentViewer() viewer: Viewer,
    @Input(() => SendHeldMailsInput) input: SendHeldMailsInput,
  ): Promise<MailsPayload> {
    return { mails: await this.mails.sendHeld(viewer, input) };
  }

  @Mutation(() => MailPayload, {
    description:
      'Sends what a mail said once more, to the address that its person has now; of one that was sent, came back or failed. By the lead partner, or the host of its meeting.',
  })
  async resendMail(@CurrentViewer() viewer: Viewer, @MailId() id: string): Promise<MailPayload> {
    return { mail: await this.mails.resend(viewer, id) };
  }
}

/** What mails add to a project; read by the Reader, so the body never runs. */
@Resolver(() => ProjectType)
export class ProjectEmailsResolver {
  @ResolveField(() => EmailConnection, {
    description:
      'The mails of the project, in the order they were written: all of them for the lead partner, for the host those ' +
      'about its meetings, for a coordinator those to his own people. None for signing in.',
  })
  mails(
    @Args('first', { type: () => Int, defaultValue: 50, description: 'At most 100.' }) _first: number,
    @Args('after', { nullable: true, description: 'pageInfo.endCursor of the page before.' }) _after?: string,
    @Args('state', { type: () => EmailState, nullable: true, description: 'Only of this state.' })
    _state?: EmailState,
    @Args('kind', { nullable: true, description: 'Only of this kind, such as `agenda.published`.' })
    _kind?: string,
    @Args('personId', { type: () => ID, nullable: true, description: 'Only to this person.' })
    _personId?: string,
    @Args('meetingId', { type: () => ID, nullable: true, description: 'Only about this meeting.' })
    _meetingId?: string,
  ): EmailConnection {
    throw new Error('read by the Reader');
  }

  @ResolveField(() => EmailConnection, {
    description:
      'Mails that failed, came back, came too late, have not been taken yet after a try, or may have arrived twice, in the ' +
      'order they were written: all of them for the lead partner, for a coordinator those to his own people.',
  })
  mailsInTrouble(
    @Args('first', { type: () => Int, defaultValue: 50, description: 'At most 100.' }) _first: number,
    @Args('after', { nullable: true, description: 'pageInfo.endCursor of the page before.' }) _after?: string,
    @Args('state', { type: () => EmailState, nullable: true, description: 'Only of this state.' })
    _state?: EmailState,
  ): EmailConnection {
    throw new Error('read by the Reader');
  }
}
