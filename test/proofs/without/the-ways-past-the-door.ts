import { NEVER_SENT_AWAY } from '../../../src/lanes.js';

/** Every mutation waits in line, and is sent away when that is too long. */
NEVER_SENT_AWAY.length = 0;
