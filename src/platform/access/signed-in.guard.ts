import { type CanActivate, type ExecutionContext, Injectable, SetMetadata } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { GqlExecutionContext } from '@nestjs/graphql';
import { notSignedIn } from '../graphql/request-errors.js';
import type { Viewer } from './viewer.js';

const OPEN_TO_ALL = 'open-to-all';

/** Marks one of the few root fields that answer without sign-in. */
export const OpenToAll = (): MethodDecorator => SetMetadata(OPEN_TO_ALL, true);

/** Deny by default: every root field wants a signed-in viewer unless it says `@OpenToAll()`. */
@Injectable()
export class SignedInGuard implements CanActivate {
  constructor(private readonly reflector: Reflector) {}

  canActivate(context: ExecutionContext): boolean {
    if (this.reflector.get<boolean>(OPEN_TO_ALL, context.getHandler())) return true;
    const { viewer } = GqlExecutionContext.create(context).getContext<{ viewer: Viewer }>();
    if (!viewer.personId) throw notSignedIn();
    return true;
  }
}
