const OF_PUBLIC_AGENDAS = {
  'PublicAgenda open, PublicAgenda cancelled, PublicAgenda other': 'everybody',
  'PublicAgenda draft, PublicAgenda dropped, PublicAgenda announced, PublicAgenda closed, PublicAgenda second, PublicAgenda polled':
    '',
};

/** A part of the matrix: who finds what over plain HTTP. Whoever is not named gets 404, as if there were nothing; of a stream, 401 without sign-in. */
export const PATHS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'GET /files/presentations': {
    'Presentation done, Presentation byFormer, Presentation ofLead': 'project',
    'Presentation open, Presentation rejected, Presentation formerOpen, Presentation otherOpen': '',
    'Presentation other': 'other',
  },
  // Whoever asked for the upload, as long as he may; not the other half of the world.
  'HEAD /files/uploads': {
    'Presentation done, Presentation open': 'delegate',
    'Presentation byFormer, Presentation formerOpen': '',
    'Presentation other, Presentation otherOpen': 'stranger',
  },
  'HEAD /files/agenda-imports': {
    'AgendaImport checked, AgendaImport opened, AgendaImport accepted, AgendaImport ofDraft': 'host',
    'AgendaImport other': 'stranger',
  },
  'HEAD /files/delegate-imports': {
    'DelegateImport checked, DelegateImport opened, DelegateImport accepted': 'coordinator',
    'DelegateImport ofAll': 'lead but tokenRead tokenPersonal',
    'DelegateImport other': 'stranger',
  },
  'GET /p agenda': OF_PUBLIC_AGENDAS,
  'GET /p agenda.json': OF_PUBLIC_AGENDAS,
  'GET /p agenda.ics': OF_PUBLIC_AGENDAS,
  'GET /live/projects': { 'Project evolaq': 'project', 'Project other': 'other' },
  'GET /live/meetings': {
    'Meeting open, Meeting second, Meeting closed, Meeting cancelled, Meeting announced, Meeting polled':
      'project',
    'Meeting draft, Meeting dropped': 'organisers',
    'Meeting other': 'other',
  },
};
