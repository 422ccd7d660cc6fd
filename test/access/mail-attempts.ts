import type { Attempts, attemptForms } from './attempt.js';

type Forms = Pick<ReturnType<typeof attemptForms>, 'id' | 'byId' | 'edits' | 'input'>;

export const mailAttempts = ({ id, byId, edits, input }: Forms): Attempts => ({
  holdMail: byId('Email', 'ofDraft', 'held', 'toOtherDelegate', 'other'),
  updateMail: edits('Email', { text: 'Another' }, 'held', 'ofDraft', 'other'),
  discardMail: byId('Email', 'held', 'other'),
  sendMail: byId('Email', 'held', 'toHost', 'other'),
  sendHeldMails: {
    'of evolaq': input('Project', 'evolaq', 'projectId', {}),
    'about open': input('Meeting', 'open', 'meetingId', { projectId: id('Project', 'evolaq') }),
    'of other': input('Project', 'other', 'projectId', {}),
  },
  liftBounce: byId('Person', 'delegate', 'otherDelegate', 'host', 'stranger', 'A guest', 'formerDelegate'),
  resendMail: byId('Email', 'toDelegate', 'toHost', 'held', 'other'),
});
