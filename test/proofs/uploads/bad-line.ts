import { once } from 'node:events';
import { type AddressInfo, type Socket, connect, createServer } from 'node:net';

/** A way to a port of this machine that breaks at these places of the stream, and each time nobody listens there. */
export async function badLine(port: number, cuts: number[]) {
  const seen = { cuts: 0, bytes: 0 };
  const line = createServer((client) => {
    const server = connect(port, '127.0.0.1');
    const over = (): void => [client, server].forEach((socket: Socket) => socket.destroy());
    for (const socket of [client, server]) socket.on('error', over);
    client.on('data', (chunk: Buffer) => {
      seen.bytes += chunk.length;
      if (seen.bytes <= (cuts[0] ?? Infinity)) {
        // About 15 MB a second: faster than lines are, slower than what would fill the buffers of this machine.
        client.pause();
        setTimeout(() => client.resume(), 4);
        return;
      }
      cuts.shift();
      seen.cuts += 1;
      client.destroy();
      // What the line has taken arrives.
      server.end();
    });
    server.on('close', over);
    client.pipe(server).pipe(client);
  });
  line.listen(0, '127.0.0.1');
  await once(line, 'listening');
  const url = `http://127.0.0.1:${(line.address() as AddressInfo).port}`;
  return { url, seen, stop: () => line.close() };
}
