import type { LoggerService } from '@nestjs/common';
import type { Log } from './log.js';

/**
 * What the framework has to say. Of its errors each refused request is one; what is a fault of ours is logged with its
 * trace id where it is answered, and a start that fails throws.
 */
export const nestLog = (log: Log): LoggerService => ({
  log: () => undefined,
  error: () => undefined,
  warn: (message: string) => log.warn(message),
  fatal: (message: string) => log.warn(message),
});
