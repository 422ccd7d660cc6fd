import { type CanActivate, type ExecutionContext, Injectable, SetMetadata } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { GqlExecutionContext } from '@nestjs/graphql';
import { forbidden, notSignedIn } from '../graphql/request-errors.js';
import type { GraphQLResolveInfo } from 'graphql';
import { ApiScope, type Viewer, hasScope } from './viewer.js';

const OPEN_TO_ALL = 'open-to-all';

/** Marks one of the few root fields that answer without sign-in. */
export const OpenToAll = (): MethodDecorator => SetMetadata(OPEN_TO_ALL, true);

/**
 * Deny by default: every root field wants a signed-in viewer unless it says `@OpenToAll()`, and of an API token the
 * scope for it.
 */
@Injectable()
export class SignedInGuard implements CanActivate {
  constructor(private readonly reflector: Reflector) {}

  canActivate(context: ExecutionContext): boolean {
    const graphql = GqlExecutionContext.create(context);
    const { viewer } = graphql.getContext<{ viewer: Viewer }>();
    const isOpen = this.reflector.get<boolean>(OPEN_TO_ALL, context.getHandler());
    if (!viewer.personId && !isOpen) throw notSignedIn();
    const isMutation = graphql.getInfo<GraphQLResolveInfo>().parentType.name === 'Mutation';
    if (!hasScope(viewer, isMutation ? ApiScope.WRITE : ApiScope.READ)) throw forbidden();
    return true;
  }
}
