import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { ensureNotClosed, lockToArrange } from '../../meetings/locked-meeting.js';
import type { Viewer } from '../../platform/access/viewer.js';
import { updateVersion } from '../../platform/database/update-version.js';
import { record } from '../../platform/events/record.js';
import { DomainError, UserErrorCode, ensure } from '../../platform/graphql/user-errors.js';
import { Clock } from '../../platform/time/clock.js';
import { Project } from '../../projects/project.entity.js';
import { lockRegistration } from '../locked-registration.js';
import { Registration, isExpected } from '../registration.entity.js';
import { canAnswerFor } from '../registration.policy.js';
import { isSameForm, rowsOf } from './form-rows.js';
import type { AnswerFormInput, PublishFormInput } from './form.input.js';
import { FormField, RegistrationForm } from './registration-form.entity.js';
import { fieldsOf, newestForm, saveFormAnswers } from './save-form-answers.js';

/** What a meeting asks beside the ready fields, and what people answer. */
@Injectable()
export class FormsService {
  constructor(
    private readonly dataSource: DataSource,
    private readonly clock: Clock,
  ) {}

  /**
   * A new version; older ones stay, and answers with them. What is asked already makes none, so whoever got no answer may
   * send the same again.
   * @throws DomainError FORBIDDEN, CLOSED, INVALID, or CONFLICT when somebody else has published one since
   */
  publish(viewer: Viewer, { meetingId, expectedVersion, fields }: PublishFormInput): Promise<string> {
    return this.dataSource.transaction(async (manager) => {
      const { projectId } = await lockToArrange(manager, viewer, meetingId, ['input', 'meetingId']);
      const { languages } = await manager.findOneByOrFail(Project, { id: projectId });
      const rows = rowsOf(fields, languages);
      const newest = await newestForm(manager, meetingId);
      if (newest && isSameForm(rows, await fieldsOf(manager, newest.id))) return meetingId;
      const version = newest?.number ?? 0;
      if (version !== expectedVersion)
        throw new DomainError(UserErrorCode.CONFLICT, ['input', 'expectedVersion'], { version });
      const [publishedAt, number] = [this.clock.now(), version + 1];
      const event = { kind: 'form.published', subjectId: meetingId, projectId, meetingId };
      const id = await record(manager, viewer, publishedAt, { ...event, details: { number } });
      await manager.insert(RegistrationForm, { id, meetingId, number, publishedAt });
      if (rows.length > 0)
        await manager.insert(
          FormField,
          rows.map((row) => ({ ...row, formId: id })),
        );
      return meetingId;
    });
  }

  /** @throws DomainError FORBIDDEN, CLOSED or NOT_COMING, Conflict, and as `saveFormAnswers` */
  answer(viewer: Viewer, input: AnswerFormInput): Promise<string> {
    return this.dataSource.transaction(async (manager) => {
      const { id } = input;
      const { registration, meeting } = await this.lock(manager, viewer, id);
      const edit = { viewer, at: this.clock.now(), input };
      if (!(await updateVersion(manager, edit, Registration, {}))) return id;
      await saveFormAnswers(manager, edit, registration, input);
      const { id: meetingId, projectId } = meeting;
      // Which questions they were may tell what somebody has to answer.
      const details = { version: input.expectedVersion + 1, fields: ['formAnswers'] };
      const event = { kind: 'form.answered', subjectId: id, projectId, meetingId, details };
      await record(manager, viewer, edit.at, event);
      return id;
    });
  }

  private async lock(manager: EntityManager, viewer: Viewer, id: string) {
    const path = ['input', 'id'];
    const held = await lockRegistration(manager, viewer, id);
    ensure(canAnswerFor(viewer, held.registration, held.meeting), path);
    ensureNotClosed(held.meeting, path);
    if (!isExpected(held.registration)) throw new DomainError(UserErrorCode.NOT_COMING, path);
    return held;
  }
}
