import { Check, Column, Entity, Exclusion, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import { Registration } from '../registrations/registration.entity.js';

/** Somebody sleeps in a hotel from one night to another. Each night in one bed. */
@Entity()
@ForeignKey(() => Registration, ['registrationId', 'meetingId'], ['id', 'meetingId'], {
  name: 'hotel_stay_registration_fkey',
  onDelete: 'CASCADE',
})
@Index('hotel_stay_by_meeting', ['meetingId'])
@Check('hotel_stay_is_of_some_nights', 'last_night between first_night and first_night + 59')
@Exclusion(
  'hotel_stay_one_bed_a_night',
  `using gist (registration_id with =, daterange(first_night, last_night, '[]') with &&)`,
)
export class HotelStay {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'hotel_stay_pkey' })
  id!: string;

  @Column('int', { default: 1 })
  version!: number;

  /** Of the registration. */
  @Column('uuid')
  meetingId!: string;

  @Column('uuid')
  registrationId!: string;

  @Column('text')
  hotel!: string;

  /** The day on whose evening it begins. */
  @Column('date')
  firstNight!: string;

  /** The day on whose evening the last night begins; he leaves the day after. At most 60 nights. */
  @Column('date')
  lastNight!: string;
}
