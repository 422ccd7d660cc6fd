import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import { Country } from '../projects/country.entity.js';
import { Partner } from '../projects/partner.entity.js';
import { Meeting } from './meeting.entity.js';

/** How many took part as a source states it, word for word, beside what Tavola counts. Sources contradict themselves. */
@Entity()
@Index('stated_count_by_meeting', ['meetingId'])
@Index('stated_count_by_partner', ['partnerId'])
@Check('stated_count_is_not_negative', 'exact >= 0 and at_least >= 0')
@Check('stated_count_is_exact_or_not', 'exact is null or at_least is null')
@Check('stated_count_is_of_one', 'partner_id is null or town is null')
@Check('stated_count_country_is_of_a_town', 'country_code is null or town is not null')
export class StatedCount {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'stated_count_pkey' })
  id!: string;

  @Column('uuid')
  @ForeignKey(() => Meeting, { name: 'stated_count_meeting_fkey', onDelete: 'RESTRICT' })
  meetingId!: string;

  /** null: of a town, or else of the whole meeting. */
  @Column('uuid', { nullable: true })
  @ForeignKey(() => Partner, { name: 'stated_count_partner_fkey', onDelete: 'RESTRICT' })
  partnerId!: string | null;

  /** A town or an organisation that is no partner, as the source calls it. */
  @Column('text', { nullable: true })
  town!: string | null;

  @Column('text', { nullable: true })
  @ForeignKey(() => Country, { name: 'stated_count_country_fkey', onDelete: 'RESTRICT' })
  countryCode!: string | null;

  @Column('text')
  text!: string;

  @Column('int', { nullable: true })
  exact!: number | null;

  @Column('int', { nullable: true })
  atLeast!: number | null;

  /** Where it is stated: an address, or the name of a document. */
  @Column('text')
  source!: string;
}
