import { Check, Column, Entity, PrimaryColumn } from 'typeorm';

/** How many requests somebody has taken of a minute. Rows of earlier minutes mean nothing and are purged. */
@Entity()
@Check('request_quota_takes_something', 'taken > 0')
export class RequestQuota {
  /** The id of a person, the hash of a session or API token, or the fingerprint of an IP address. */
  @PrimaryColumn('text', { primaryKeyConstraintName: 'request_quota_pkey' })
  requester!: string;

  /** Since 1970-01-01, in UTC. */
  @Column('int')
  minute!: number;

  @Column('int')
  taken!: number;
}
