import { type CallHandler, type ExecutionContext, Injectable, type NestInterceptor } from '@nestjs/common';
import { GqlExecutionContext } from '@nestjs/graphql';
import type { GraphQLResolveInfo } from 'graphql';
import { type Observable, catchError, of, throwError } from 'rxjs';
import type { Viewer } from '../access/viewer.js';
import type { FastifyRequest } from 'fastify';
import { notesOf } from '../log/request-notes.js';
import { Messages } from '../i18n/messages.js';
import { DomainError, type UserError } from './user-errors.js';

/** The one place where an expected failure of a mutation becomes data. */
@Injectable()
export class UserErrorsInterceptor implements NestInterceptor {
  constructor(private readonly messages: Messages) {}

  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    const graphql = GqlExecutionContext.create(context);
    const { parentType } = graphql.getInfo<GraphQLResolveInfo>();
    if (parentType.name !== 'Mutation') return next.handle();
    const { viewer, request } = graphql.getContext<{ viewer: Viewer; request: FastifyRequest }>();
    return next.handle().pipe(
      catchError((error: unknown) => {
        if (!(error instanceof DomainError)) return throwError(() => error);
        notesOf(request).codes.push(error.code);
        return of({ userErrors: [this.toUserError(error, viewer)] });
      }),
    );
  }

  private toUserError({ code, field, values }: DomainError, { language }: Viewer): UserError {
    return {
      code,
      field: field && [...field],
      message: this.messages.say(language, `error.${code}`, values),
    };
  }
}
