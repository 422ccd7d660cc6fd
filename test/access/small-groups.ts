/** Groups of under three by gender or age are told to these; merged to all others, and to tokens without READ_PERSONAL. */
export const SMALL_GROUPS: Readonly<Record<string, string>> = {
  'Meeting, evolaq': 'organisers auditor',
  'Meeting, other': 'other',
  'Project, evolaq': 'lead auditor',
  'Project, other': 'other',
};
