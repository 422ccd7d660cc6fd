import './attendance.read.js';
import { Module } from '@nestjs/common';
import { AttendanceResolver, RegistrationAttendanceResolver } from './attendance.resolver.js';
import { AttendanceService } from './attendance.service.js';

/** Who was there. */
@Module({
  providers: [AttendanceService, AttendanceResolver, RegistrationAttendanceResolver],
  exports: [AttendanceService],
})
export class AttendanceModule {}
