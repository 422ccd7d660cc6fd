import { Module } from '@nestjs/common';
import { ChangeResolver } from './change.resolver.js';
import { MembershipsService } from './memberships.service.js';
import { ProjectsResolver } from './projects.resolver.js';
import { ProjectsService } from './projects.service.js';
import { ViewerResolver } from './viewer.resolver.js';

/** Projects, partners, countries and who belongs to them. */
@Module({
  providers: [ProjectsService, MembershipsService, ProjectsResolver, ViewerResolver, ChangeResolver],
  exports: [ProjectsService, MembershipsService],
})
export class ProjectsModule {}
