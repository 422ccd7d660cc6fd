import { afterAll, beforeAll, describe } from '@jest/globals';
import { afterwards } from './cervia/afterwards.js';
import { before } from './cervia/before.js';
import { inCervia } from './cervia/in-cervia.js';
import { presentations } from './cervia/presentations.js';
import { Story } from './cervia/story.js';

/** One story in four chapters, each of which goes on where the one before has ended. */
describe('EVOLAQ meets in Cervia', () => {
  const story = new Story();
  beforeAll(() => story.begin());
  afterAll(() => story.tavola.stop());

  before(story);
  presentations(story);
  inCervia(story);
  afterwards(story);
});
