import { Door } from '../../../src/platform/http/door.js';

/** Everybody is let in, however many there are. */
Door.prototype.enter = () => Promise.resolve(true);
