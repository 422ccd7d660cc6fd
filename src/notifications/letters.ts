import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { Person } from '../accounts/person.entity.js';
import { SignIn } from '../accounts/sign-in.entity.js';
import { signInPath } from '../accounts/sign-ins.service.js';
import type { Language } from '../platform/access/viewer.js';
import type { Letter } from '../platform/email/outbox.js';
import type { Event } from '../platform/events/event.entity.js';
import { Messages } from '../platform/i18n/messages.js';
import { html } from '../platform/pages/html.js';
import { MemberRole, Membership } from '../projects/membership.entity.js';

interface Words {
  readonly subject: string;
  readonly paragraph: string;
  /** Where the mail leads, with the words of the link. */
  readonly link: { readonly label: string; readonly target: string };
  readonly aside?: string;
  /** What of it delivery fills in. */
  readonly grants: readonly string[];
}

/** Who hears which event, in which words. An event without a line here is news to nobody. */
@Injectable()
export class Letters {
  private readonly notifiers: Readonly<
    Record<string, (manager: EntityManager, event: Event) => Promise<Letter[]>>
  > = {
    'signIn.requested': (manager, event) => this.signIn(manager, event),
    'member.invited': (manager, event) => this.invited(manager, event),
  };

  constructor(private readonly messages: Messages) {}

  async of(manager: EntityManager, event: Event): Promise<Letter[]> {
    return (await this.notifiers[event.kind]?.(manager, event)) ?? [];
  }

  /** Nobody is told where the address is unknown: the request names no person then. */
  private async signIn(manager: EntityManager, { subjectId }: Event): Promise<Letter[]> {
    const request = await manager.findOneByOrFail(SignIn, { id: subjectId });
    const person = request.personId ? await manager.findOneByOrFail(Person, { id: request.personId }) : null;
    if (!person) return [];
    const say = this.speaker(person);
    const [link, code] = [`[[${signInPath(subjectId)}]]`, `[[code:${subjectId}]]`];
    return this.to(person, {
      subject: say('mail.signIn.subject'),
      paragraph: say('mail.signIn.text'),
      link: { label: say('mail.signIn.link'), target: link },
      aside: say('mail.signIn.code', { code }),
      grants: [link, code],
    });
  }

  private async invited(manager: EntityManager, { subjectId }: Event): Promise<Letter[]> {
    const membership = await manager.findOneOrFail(Membership, {
      where: { id: subjectId },
      relations: { person: true, partner: true, project: true },
    });
    const { person, partner, project, role } = membership as Required<Membership>;
    const say = this.speaker(person);
    const names = { partner: partner.name, project: project.acronym };
    return this.to(person, {
      subject: say('mail.invited.subject', names),
      paragraph: say(
        role === MemberRole.COORDINATOR ? 'mail.invited.coordinator' : 'mail.invited.delegate',
        names,
      ),
      link: { label: say('mail.invited.link'), target: '[[home]]' },
      grants: ['[[home]]'],
    });
  }

  private speaker({ language }: Person) {
    return (key: string, values?: Record<string, string>) =>
      this.messages.say(language as Language, key, values);
  }

  private to(person: Person, { subject, paragraph, link, aside, grants }: Words): Letter[] {
    if (!person.email) return [];
    const say = this.speaker(person);
    const greeting = say('mail.greeting', { name: person.name });
    const footer = say('mail.footer');
    const text = [greeting, paragraph, `${link.label}: ${link.target}`, aside, footer]
      .filter(Boolean)
      .join('\n\n');
    const markup = html`<!doctype html>
      <html lang="${person.language}">
        <body
          style="font-family: sans-serif; line-height: 1.5; max-width: 36rem; margin: 1.5rem auto; padding: 0 1rem"
        >
          <p>${greeting}</p>
          <p>${paragraph}</p>
          <p><a href="${link.target}">${link.label}</a></p>
          ${aside && html`<p style="font-size: 1.25rem">${aside}</p>`}
          <p style="color: #555">${footer}</p>
        </body>
      </html>`;
    const language = person.language as Language;
    return [{ recipient: person.email, language, subject, text, html: markup.toString(), grants }];
  }
}
