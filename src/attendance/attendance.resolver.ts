import { Mutation, ResolveField, Resolver } from '@nestjs/graphql';
import { CurrentViewer } from '../platform/access/current-viewer.js';
import type { Viewer } from '../platform/access/viewer.js';
import { Input } from '../platform/graphql/input.js';
import { RegistrationType } from '../registrations/registration.type.js';
import { AttendanceInput, CorrectAttendanceInput } from './attendance.input.js';
import { AttendanceService } from './attendance.service.js';
import { AttendancePayload, AttendanceRecordType } from './attendance.type.js';

@Resolver()
export class AttendanceResolver {
  constructor(private readonly service: AttendanceService) {}

  @Mutation(() => AttendancePayload, {
    description: 'Somebody came. By the desk, the host, the lead partner; on the day itself by the person.',
  })
  async checkIn(
    @CurrentViewer() viewer: Viewer,
    @Input(() => AttendanceInput) input: AttendanceInput,
  ): Promise<AttendancePayload> {
    return { record: await this.service.checkIn(viewer, input) };
  }

  @Mutation(() => AttendancePayload, { description: 'Somebody went. By whoever may say that he came.' })
  async checkOut(
    @CurrentViewer() viewer: Viewer,
    @Input(() => AttendanceInput) input: AttendanceInput,
  ): Promise<AttendancePayload> {
    return { record: await this.service.checkOut(viewer, input) };
  }

  @Mutation(() => AttendancePayload, {
    description:
      'Makes a record void by another one that says why. By the desk, the host or the lead partner.',
  })
  async correctAttendance(
    @CurrentViewer() viewer: Viewer,
    @Input(() => CorrectAttendanceInput) input: CorrectAttendanceInput,
  ): Promise<AttendancePayload> {
    return { record: await this.service.correct(viewer, input) };
  }
}

/** What attendance adds to a registration; read by the Reader, so the body never runs. */
@Resolver(() => RegistrationType)
export class RegistrationAttendanceResolver {
  @ResolveField(() => [AttendanceRecordType], {
    description: 'When the person came and went, void records included.',
  })
  attendance(): AttendanceRecordType[] {
    return [];
  }
}
