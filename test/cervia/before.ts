import { expect, it } from '@jest/globals';
import { AGENDA, GREETINGS, PARTNERS } from '../factories/cervia.js';
import { answerOnPage } from '../setup/actor.js';
import type { Story } from './story.js';

/** Until the delegates have said yes: the partnership, the meeting, its agenda and who comes. */
export function before(story: Story): void {
  it('the lead partner creates the project, adds its partners and invites their coordinators', async () => {
    const { project } = await story.lead.does(
      'createProject',
      {
        slug: 'evolaq',
        acronym: 'EVOLAQ',
        title: 'Enhancing Volunteering Actions and Quality in Europe',
        startsOn: '2016-02-01',
        endsOn: '2018-01-31',
        languages: ['en', 'sv', 'it', 'de', 'lv', 'hr', 'fi'],
        leadPartner: { slug: 'norrkoping', name: 'Norrköpings kommun', town: 'Norrköping', country: 'SE' },
      },
      'project { id leadPartner { id } }',
    );
    story.projectId = project.id;
    story.partnerIds['norrkoping'] = project.leadPartner.id;
    for (const { language, ...organisation } of PARTNERS) {
      const { partner } = await story.lead.does(
        'addPartner',
        { projectId: story.projectId, ...organisation },
        'partner { id }',
      );
      story.partnerIds[organisation.slug] = partner.id;
      const email = `coordinator@${organisation.slug}.example`;
      const person = { name: `Coordinator, ${organisation.town}`, email, language };
      await story.lead.does(
        'inviteMember',
        { partnerId: partner.id, role: 'COORDINATOR', ...person },
        'membership { id }',
      );
    }
    const { project: found } = await story.lead.asks(
      '{ project(slug: "evolaq") { leadPartner { slug } partners { slug } partnership { slug } countries { code } } }',
    );
    expect(found.leadPartner.slug).toBe('norrkoping');
    expect([found.partners.length, found.partnership.length, found.countries.length]).toEqual([8, 9, 7]);
  });

  it('schedules the meeting with its host Cervia, and announces it', async () => {
    const { meeting: scheduled } = await story.lead.does(
      'scheduleMeeting',
      {
        projectId: story.projectId,
        hostPartnerId: story.partnerIds['cervia'],
        number: 9,
        slug: 'cervia',
        title: 'Final meeting',
        place: 'Officine del Sale, Cervia',
        country: 'IT',
        timeZone: 'Europe/Rome',
        startsOn: '2017-12-11',
        endsOn: '2017-12-13',
      },
      'meeting { id state }',
    );
    story.meetingId = scheduled.id;
    expect(await story.meeting(await story.coordinator('liiveri'), 'id')).toBeNull();
    await story.lead.takes('announceMeeting', story.meetingId);
    expect(await story.meeting(await story.coordinator('liiveri'), 'state hostPartner { slug }')).toEqual({
      state: 'ANNOUNCED',
      hostPartner: { slug: 'cervia' },
    });
    await story.tavola.mailTo('coordinator@enzkreis.example', (text) => text.includes('Final meeting'));
  });

  it('drafts the agenda over three days with its host, and publishes release 1', async () => {
    const host = await story.coordinator('cervia');
    for (const { by, parent, partner, ...item } of AGENDA) {
      const of = {
        parentId: parent && story.items[parent],
        partnerIds: partner && [story.partnerIds[partner]],
      };
      const { agendaItem } = await (by === 'lead' ? story.lead : host).does(
        'addAgendaItem',
        { meetingId: story.meetingId, ...item, ...of },
        'agendaItem { id }',
      );
      story.items[item.title] = agendaItem.id;
    }
    const { agenda } = await story.meeting(story.lead, 'agenda(draft: true) { draftVersion }');
    await story.lead.does(
      'publishAgenda',
      { meetingId: story.meetingId, draftVersion: agenda.draftVersion },
      'meeting { id }',
    );
    const published = await story.meeting(
      await story.coordinator('skovde'),
      'agenda { release items { id } } workshops { title startsAt startsAtLocal } siteVisits { title }',
    );
    expect([published.agenda.release, published.agenda.items.length]).toEqual([1, 18]);
    expect(published.workshops[0]).toEqual({
      title: 'Recruiting volunteers',
      startsAt: '2017-12-12T08:00:00+00:00',
      startsAtLocal: '2017-12-12T09:00:00',
    });
    expect(published.siteVisits).toEqual([{ title: 'Un posto a tavola' }]);
  });

  it('invites the partners with seats and opens registration; coordinators name their delegates', async () => {
    await story.lead.takes('openRegistration', story.meetingId);
    for (const { slug, town, language } of PARTNERS) {
      await story.lead.does(
        'invitePartner',
        { meetingId: story.meetingId, partnerId: story.partnerIds[slug], seats: 2 },
        'invitation { seats }',
      );
      const person = { name: `Delegate 1, ${town}`, email: `delegate1@${slug}.example`, language };
      const named = await (
        await story.coordinator(slug)
      ).does(
        'nameDelegates',
        { meetingId: story.meetingId, partnerId: story.partnerIds[slug], delegates: [person] },
        'registrations { id state }',
      );
      story.registrationIds[slug] = named.registrations[0].id;
      const mail = await story.tavola.mailTo(person.email, (text) => text.includes('/participation/'));
      expect(mail.text.slice(0, GREETINGS[language]?.length)).toBe(GREETINGS[language]);
      expect(mail.attachments.map(({ filename }) => filename)).toEqual(['part-1.ics', 'invite.ics']);
    }
  });

  it('delegates say yes or no on a page or by mutation, with needs and consents', async () => {
    const page = (slug: string, body: string) =>
      answerOnPage(story.tavola, `delegate1@${slug}.example`, body);
    expect(await page('liiveri', 'answer=yes&diet=gluten-free&photo=yes')).toBe(200);
    expect(await page('dubrovnik', 'answer=no')).toBe(200);
    for (const slug of ['skovde', 'collecchio', 'enzkreis', 'daugavpils', 'vsg', 'cervia'])
      await (await story.delegate(slug)).takes('confirmParticipation', story.registrationIds[slug] as string);
    const { registrations } = await story.meeting(
      await story.coordinator('cervia'),
      'registrations { totalCount nodes { state needs { diet } partner { slug } } }',
    );
    expect(registrations.totalCount).toBe(8);
    const of = (slug: string) =>
      registrations.nodes.find(({ partner }: { partner: { slug: string } }) => partner.slug === slug);
    expect([of('liiveri').needs, of('dubrovnik').state]).toEqual([{ diet: 'gluten-free' }, 'DECLINED']);
  });

  it('some take places in a workshop and a site visit; one waits and moves up', async () => {
    const take = async (slug: string, title: string) =>
      (
        await (
          await story.delegate(slug)
        ).does('signUp', { agendaItemId: story.items[title] }, 'signUp { id state position }')
      ).signUp;
    const first = await take('skovde', 'Recruiting volunteers');
    await take('enzkreis', 'Recruiting volunteers');
    expect(await take('vsg', 'Recruiting volunteers')).toMatchObject({ state: 'WAITLISTED', position: 1 });
    expect((await take('vsg', 'Un posto a tavola')).state).toBe('CONFIRMED');
    await (await story.delegate('skovde')).takes('cancelSignUp', first.id);
    expect(await take('vsg', 'Recruiting volunteers')).toMatchObject({ state: 'CONFIRMED', position: null });
    await story.tavola.mailTo('delegate1@vsg.example', (text) => text.includes('Recruiting volunteers'));
  });
}
