import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import { GqlExecutionContext } from '@nestjs/graphql';
import type { Viewer } from './viewer.js';

/** The viewer of this request, as the `context` function found him. */
export const CurrentViewer = createParamDecorator(
  (_data: unknown, context: ExecutionContext) =>
    GqlExecutionContext.create(context).getContext<{ viewer: Viewer }>().viewer,
);
