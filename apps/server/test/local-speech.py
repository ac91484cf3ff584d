"""PocketSphinx behind OpenAI's /v1/audio/transcriptions, for tests: WAV with 16 bits, English. Prints its port."""

import io
import json
import wave
from email.parser import BytesParser
from email.policy import HTTP
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from pocketsphinx import Decoder


def file_in(content_type: str, body: bytes) -> bytes:
    head = f"Content-Type: {content_type}\r\n\r\n".encode()
    form = BytesParser(policy=HTTP).parsebytes(head + body)
    for part in form.iter_parts():
        if part.get_param("name", header="content-disposition") == "file":
            return part.get_payload(decode=True)
    raise ValueError("no file")


def heard(wav: bytes) -> dict:
    with wave.open(io.BytesIO(wav)) as sound:
        if sound.getsampwidth() != 2 or sound.getnchannels() != 1:
            raise ValueError("16 bits, mono")
        rate, frames = sound.getframerate(), sound.getnframes()
        samples = sound.readframes(frames)
    decoder = Decoder(samprate=rate, loglevel="FATAL")
    decoder.start_utt()
    decoder.process_raw(samples, full_utt=True)
    decoder.end_utt()
    found = decoder.hyp()
    return {"text": found.hypstr if found else "", "language": "en", "duration": frames / rate}


class Ears(BaseHTTPRequestHandler):
    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["content-length"]))
        try:
            status, said = 200, heard(file_in(self.headers["content-type"], body))
        except (ValueError, EOFError, wave.Error) as error:
            status, said = 400, {"error": {"message": str(error)}}
        answer = json.dumps(said).encode()
        self.send_response(status)
        self.send_header("content-type", "application/json")
        self.send_header("content-length", str(len(answer)))
        self.end_headers()
        self.wfile.write(answer)

    def log_message(self, *_: object) -> None:
        pass


server = ThreadingHTTPServer(("127.0.0.1", 0), Ears)
print(server.server_address[1], flush=True)
server.serve_forever()
