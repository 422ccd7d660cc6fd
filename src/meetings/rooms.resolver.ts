import { Args, ID, Mutation, ResolveField, Resolver } from '@nestjs/graphql';
import { CurrentViewer } from '../platform/access/current-viewer.js';
import type { Viewer } from '../platform/access/viewer.js';
import { Input } from '../platform/graphql/input.js';
import { MeetingType } from './meeting.type.js';
import { AddRoomInput, UpdateRoomInput } from './room.input.js';
import { RoomPayload, RoomType } from './room.type.js';
import { RoomsService } from './rooms.service.js';

@Resolver()
export class RoomsResolver {
  constructor(private readonly service: RoomsService) {}

  @Mutation(() => RoomPayload, { description: 'Adds a room to a meeting. By the lead partner or the host.' })
  async addRoom(
    @CurrentViewer() viewer: Viewer,
    @Input(() => AddRoomInput) input: AddRoomInput,
  ): Promise<RoomPayload> {
    return { room: await this.service.add(viewer, input) };
  }

  @Mutation(() => RoomPayload, { description: 'Changes a room. By the lead partner or the host.' })
  async updateRoom(
    @CurrentViewer() viewer: Viewer,
    @Input(() => UpdateRoomInput) input: UpdateRoomInput,
  ): Promise<RoomPayload> {
    return { room: await this.service.update(viewer, input) };
  }

  @Mutation(() => RoomPayload, {
    description: 'Removes a room that no line of the draft is in. By the lead partner or the host.',
  })
  async removeRoom(
    @CurrentViewer() viewer: Viewer,
    @Args('id', { type: () => ID, description: 'Which room.' }) id: string,
  ): Promise<RoomPayload> {
    await this.service.remove(viewer, id);
    return {};
  }
}

/** What rooms add to a meeting; read by the Reader, so the body never runs. */
@Resolver(() => MeetingType)
export class MeetingRoomsResolver {
  @ResolveField(() => [RoomType], { description: 'Its rooms, by their names.' })
  rooms(): RoomType[] {
    return [];
  }
}
