import { FastifyAdapter } from '@nestjs/platform-fastify';

/**
 * Nest would set its own error handler when it starts. Which routes got that one depended on when they were registered,
 * and it takes for a fault of ours what is no HttpException, such as too many requests. Fastify's takes the error's status.
 */
export class OwnErrors extends FastifyAdapter {
  override setErrorHandler(): ReturnType<FastifyAdapter['setErrorHandler']> {
    return this.getInstance();
  }
}
