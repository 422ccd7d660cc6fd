import { type CallHandler, type ExecutionContext, Injectable, type NestInterceptor } from '@nestjs/common';
import { GqlExecutionContext } from '@nestjs/graphql';
import { type GraphQLObjectType, type GraphQLResolveInfo, getNamedType } from 'graphql';
import { type Observable, catchError, of, throwError } from 'rxjs';
import type { Viewer } from '../access/viewer.js';
import type { FastifyRequest } from 'fastify';
import { notesOf } from '../log/request-notes.js';
import { Messages } from '../i18n/messages.js';
import { Conflict, DomainError, type UserError } from './user-errors.js';

/** The one place where an expected failure of a mutation becomes data. */
@Injectable()
export class UserErrorsInterceptor implements NestInterceptor {
  constructor(private readonly messages: Messages) {}

  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    const graphql = GqlExecutionContext.create(context);
    const { parentType, returnType } = graphql.getInfo<GraphQLResolveInfo>();
    if (parentType.name !== 'Mutation') return next.handle();
    const { viewer, request } = graphql.getContext<{ viewer: Viewer; request: FastifyRequest }>();
    return next.handle().pipe(
      catchError((error: unknown) => {
        if (!(error instanceof DomainError)) return throwError(() => error);
        notesOf(request).codes.push(error.code);
        const payload = getNamedType(returnType) as GraphQLObjectType;
        const row = error instanceof Conflict && { [rowField(payload)]: error.rowId };
        return of({ ...row, userErrors: [this.toUserError(error, viewer)] });
      }),
    );
  }

  private toUserError(error: DomainError, { language }: Viewer): UserError {
    const { code, field, values } = error;
    return {
      code,
      field: field && [...field],
      message: this.messages.say(language, `error.${code}`, values),
      ...(error instanceof Conflict && { changes: [...error.changeIds] }),
    };
  }
}

/** What the payload of an edit carries beside its errors. */
const rowField = (payload: GraphQLObjectType): string =>
  Object.keys(payload.getFields()).find((name) => name !== 'userErrors') as string;
