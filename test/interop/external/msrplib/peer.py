"""AG Projects' python3-msrplib, worked from outside: orders come as lines of JSON on stdin, and what happens goes out as lines of JSON on stdout.

peer.py DIR, where DIR has the checkouts python3-msrplib, python3-eventlib, python3-application and python3-gnutls. Ends with its stdin.

An order is {"order": NUMBER, "do": NAME, "session": NAME, …} and gets one answer when it is carried out: {"order": NUMBER, …}, or
{"order": NUMBER, "error": TEXT}. In between come {"session": NAME, "event": "chunk" | "report" | "ended", …}.
"""

import base64
import json
import os
import sys
import threading

for checkout in ('msrplib', 'eventlib', 'application', 'gnutls'):
    sys.path.insert(0, os.path.join(sys.argv[1], 'python3-' + checkout))
# Whatever else is printed must not come between the lines.
lines = os.fdopen(os.dup(1), 'w', buffering=1)
os.dup2(2, 1)

from twisted.internet import reactor  # noqa: E402  eventlib goes by what is imported first
# The reactor is to run in the main greenlet: greenlet 2 does not let eventlib run it elsewhere and block that one.
from eventlib.twistedutil import join_reactor  # noqa: E402, F401
from eventlib import coros, proc  # noqa: E402
from gnutls.crypto import X509Certificate, X509PrivateKey  # noqa: E402
from gnutls.interfaces.twisted import X509Credentials  # noqa: E402
from msrplib.connect import DirectAcceptor, DirectConnector  # noqa: E402
from msrplib.protocol import (  # noqa: E402
    URI,
    ContentTypeHeader,
    FailureReportHeader,
    SuccessReportHeader,
    UseNicknameHeader,
)
from msrplib.session import MSRPSession  # noqa: E402


def tell(**what):
    lines.write(json.dumps(what) + '\n')


class Peer:
    """One end of one session: prepare, complete, and then the rest."""

    def __init__(self, name):
        self.name = name
        self.connector = None
        self.transport = None
        self.session = None

    def prepare(self, role, certificate=None):
        """Says our path; who is passive listens from now on. `certificate`: a PEM file with its key, for TLS."""
        self.connector = (DirectAcceptor if role == 'passive' else DirectConnector)()
        credentials = None if certificate is None else credentials_in(certificate)
        uri = URI(host='127.0.0.1', use_tls=credentials is not None, port=0, credentials=credentials)
        return {'path': ' '.join(str(one) for one in self.connector.prepare(uri))}

    def complete(self, path):
        """Connects and binds, or waits for that."""
        self.transport = self.connector.complete([URI.parse(one) for one in path.split(' ')])
        self.session = MSRPSession(self.transport, accept_types=['*'], on_incoming_cb=self.incoming)
        return {}

    def incoming(self, chunk=None, error=None):
        if error is not None:
            tell(session=self.name, event='ended', why=error.getErrorMessage())
        elif chunk.method == 'REPORT':
            code, comment = chunk.status
            tell(session=self.name, event='report', message=chunk.message_id, code=code, comment=comment or '')
        elif chunk.method == 'SEND':
            body = chunk.data if isinstance(chunk.data, bytes) else chunk.data.encode()
            tell(
                session=self.name,
                event='chunk',
                message=chunk.message_id,
                type=chunk.content_type or '',
                start=chunk.byte_range.start if chunk.byte_range else 1,
                total=chunk.byte_range.total if chunk.byte_range else len(body),
                flag=chunk.contflag,
                body=base64.b64encode(body).decode(),
            )

    def send(self, message, file, type, size, success='yes', failure='yes', offset=0, most=None):
        """Sends a file's bytes in chunks of `size`, from `offset` on; gives up with chunk number `most`. Says the codes of the responses."""
        with open(file, 'rb') as stream:
            body = stream.read()
        codes = coros.queue()
        starts = list(range(offset, len(body), size))[:most]
        for start in starts:
            data = body[start : start + size]
            chunk = self.transport.make_send_request(message, data, start + 1, None, len(body))
            chunk.add_header(SuccessReportHeader(success))
            chunk.add_header(FailureReportHeader(failure))
            chunk.add_header(ContentTypeHeader(type))
            if most is not None and start == starts[-1]:
                chunk.contflag = '#'
            self.session.send_chunk(chunk, (lambda response: codes.send(response.code)) if failure == 'yes' else None)
        return {'codes': [codes.wait() for _ in starts] if failure == 'yes' else []}

    def nickname(self, nickname):
        request = self.transport.make_request('NICKNAME')
        request.add_header(UseNicknameHeader(nickname))
        return self.exchange(request)

    def file_offset(self):
        """How much of the file that is to be sent is there already."""
        return self.exchange(self.transport.make_request('FILE_OFFSET'))

    def exchange(self, request):
        answer = coros.event()
        self.session.send_chunk(request, answer.send)
        response = answer.wait()
        offset = response.headers['Offset'].decoded if 'Offset' in getattr(response, 'headers', {}) else None
        return {'code': response.code, 'comment': response.comment or '', 'offset': offset}

    def close(self):
        if self.session is not None:
            self.session.shutdown(wait=False)
        elif self.connector is not None:
            self.connector.cleanup()
        return {}


def credentials_in(file):
    with open(file, 'rb') as stream:
        pem = stream.read()
    credentials = X509Credentials(X509Certificate(pem), X509PrivateKey(pem))
    # As Blink does by default: certificates sign themselves.
    credentials.verify_peer = False
    return credentials


peers = {}


def carry_out(order, do, session, **details):
    peer = peers.setdefault(session, Peer(session))
    try:
        tell(order=order, **getattr(peer, do)(**details))
    except Exception as error:
        tell(order=order, error='{}: {}'.format(type(error).__name__, error))


def read():
    for line in sys.stdin:
        reactor.callFromThread(proc.spawn, carry_out, **json.loads(line))
    reactor.callFromThread(reactor.stop)


threading.Thread(target=read, daemon=True).start()
reactor.run()
