import { DataSource } from 'typeorm';

type Work = Parameters<DataSource['transaction']>[1];

/** Transactions that see the database as it was at their first statement, whatever they have waited for since. */
// oxlint-disable-next-line typescript/unbound-method -- called with its object below
const { transaction } = DataSource.prototype;
DataSource.prototype.transaction = function repeatableRead(this: DataSource, ...given: unknown[]) {
  return transaction.call(this, 'REPEATABLE READ', given.at(-1) as Work);
};
