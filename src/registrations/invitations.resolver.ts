import { Mutation, ResolveField, Resolver } from '@nestjs/graphql';
import { MeetingType } from '../meetings/meeting.type.js';
import { CurrentViewer } from '../platform/access/current-viewer.js';
import type { Viewer } from '../platform/access/viewer.js';
import { Input } from '../platform/graphql/input.js';
import { InvitePartnerInput, MoveSeatsInput } from './invitation.input.js';
import { InvitationPayload, InvitationType, SeatMovePayload, SeatMoveType } from './invitation.type.js';
import { InvitationsService } from './invitations.service.js';

@Resolver()
export class InvitationsResolver {
  constructor(private readonly invitations: InvitationsService) {}

  @Mutation(() => InvitationPayload, {
    description: 'Invites a partner with a number of seats, or changes that number. By the lead partner.',
  })
  async invitePartner(
    @CurrentViewer() viewer: Viewer,
    @Input(() => InvitePartnerInput) input: InvitePartnerInput,
  ): Promise<InvitationPayload> {
    return { invitation: await this.invitations.invite(viewer, input) };
  }

  @Mutation(() => SeatMovePayload, {
    description: 'Moves seats that nobody has taken from one partner to another. By the lead partner.',
  })
  async moveSeats(
    @CurrentViewer() viewer: Viewer,
    @Input(() => MoveSeatsInput) input: MoveSeatsInput,
  ): Promise<SeatMovePayload> {
    return { seatMove: await this.invitations.moveSeats(viewer, input) };
  }
}

/** What invitations add to a meeting; read by the Reader, so the bodies never run. */
@Resolver(() => MeetingType)
export class MeetingInvitationsResolver {
  @ResolveField(() => [InvitationType], { description: 'Partners and their seats.' })
  invitations(): InvitationType[] {
    return [];
  }

  @ResolveField(() => [SeatMoveType], {
    description:
      'Which seats came, went and changed hands: the last 200, for organisers, auditors and the partners concerned.',
  })
  seatMoves(): SeatMoveType[] {
    return [];
  }
}
