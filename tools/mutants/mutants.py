"""See tools/mutants.sh."""

import hashlib
import os
import pathlib
import signal
import subprocess
import sys
import time
from dataclasses import dataclass

ROOT = pathlib.Path(__file__).resolve().parents[2]
LIST = ROOT / "tools" / "mutants" / "mutants.txt"
FOLDER = ROOT / "artifacts" / "mutants"
TREE = FOLDER / "tree"
RESULTS = FOLDER / "results.tsv"
REPORT = ROOT / "docs" / "results" / "mutants.md"
BUILD_SECONDS, TEST_SECONDS = 600, 300


@dataclass(frozen=True)
class Mutant:
    name: str
    file: str
    original: str
    replacement: str
    project: str
    filter: str

    @property
    def key(self):
        """A result belongs to a mutant as it is written down."""
        return hashlib.sha256("\n".join([self.file, self.original, self.replacement, self.project, self.filter]).encode()).hexdigest()[:16]


def read_list():
    blocks = [[]]
    for line in LIST.read_text().splitlines():
        if line.startswith("#"):
            continue
        if line.strip():
            blocks[-1].append(line)
        elif blocks[-1]:
            blocks.append([])
    mutants = []
    for block in filter(None, blocks):
        if len(block) != 5 or block[2][:2] != "- " or block[3][:2] != "+ ":
            sys.exit(f"{LIST}: '{block[0]}' is not name, file, - text, + text, tests")
        project, _, tests = block[4].partition(" ")
        mutants.append(Mutant(block[0], block[1], block[2][2:], block[3][2:], project, tests))
    if len({mutant.name for mutant in mutants}) != len(mutants):
        sys.exit(f"{LIST}: two mutants have the same name")
    return mutants


def mutated(mutant, root):
    """The file's text with the fault in it, or None where the original does not stand in it exactly once."""
    path = root / mutant.file
    text = path.read_text(encoding="utf-8-sig") if path.exists() else ""
    return text.replace(mutant.original, mutant.replacement) if text.count(mutant.original) == 1 else None


def check(mutants):
    stale = [mutant for mutant in mutants if mutated(mutant, ROOT) is None]
    for mutant in stale:
        print(f"does not apply: {mutant.name} ({mutant.file})")
    print(f"{len(mutants) - len(stale)} of {len(mutants)} mutants apply")
    return not stale


def run_command(command, seconds):
    """Exit status, and output; None for the status of what had to be ended with all that it had started."""
    process = subprocess.Popen(
        command, cwd=TREE, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, stdin=subprocess.DEVNULL, text=True, start_new_session=True)
    try:
        output, _ = process.communicate(timeout=seconds)
        return process.returncode, output
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        process.communicate()
        return None, ""


def build(project):
    return run_command(["dotnet", "build", f"tests/{project}", "-v", "q"], BUILD_SECONDS)


def project_of(file):
    """The project that a file belongs to."""
    return next(project for folder in (TREE / file).parents for project in folder.glob("*.csproj"))


def build_alone(project):
    """One project by the compiler alone: a fault does not change what others see of it."""
    return run_command(
        ["dotnet", "build", str(project), "-v", "q", "--no-restore", "--no-dependencies", "-p:RunAnalyzers=false"], BUILD_SECONDS)


def binaries(project):
    return TREE / project / "bin" / "Release" / "net10.0"


def test(project, tests):
    return run_command(["dotnet", "test", str(binaries(f"tests/{project}") / f"DqnGpu.{project}.dll"), "--filter", tests], TEST_SECONDS)


def prepare(commit):
    """A copy of the last commit, without what was built there before where the commit is another."""
    if TREE.exists():
        subprocess.run(["git", "-C", TREE, "checkout", "-q", "--force", "--detach", commit], check=True)
    else:
        FOLDER.mkdir(parents=True, exist_ok=True)
        subprocess.run(["git", "worktree", "prune"], cwd=ROOT, check=True)
        subprocess.run(["git", "worktree", "add", "-q", "--detach", TREE, commit], cwd=ROOT, check=True)


def head():
    return subprocess.run(["git", "rev-parse", "HEAD"], cwd=ROOT, check=True, capture_output=True, text=True).stdout.strip()


def results():
    """key -> (outcome, how, commit)"""
    if not RESULTS.exists():
        return {}
    return {key: tuple(result) for key, *result in (line.split("\t") for line in RESULTS.read_text().splitlines())}


def is_settled(result, commit):
    """What has been killed stays so; what has not may be at another commit."""
    return result is not None and (result[0] == "killed" or result[2] == commit)


def attempt(mutant):
    text = mutated(mutant, TREE)
    if text is None:
        return "error", "does not apply"
    path = TREE / mutant.file
    project = project_of(mutant.file)
    assembly = binaries(f"tests/{mutant.project}") / f"DqnGpu.{project.stem}.dll"
    original, original_assembly = path.read_bytes(), assembly.read_bytes()
    try:
        path.write_text(text, encoding="utf-8")
        status, output = build_alone(project)
        if status != 0:
            return "error", "does not compile"
        assembly.write_bytes((binaries(project.parent) / assembly.name).read_bytes())
        status, output = test(mutant.project, mutant.filter)
    finally:
        path.write_bytes(original)
        assembly.write_bytes(original_assembly)
    if status is None:
        return "killed", "the tests did not end"
    if status == 0:
        return "survived", ""
    failed = [line.split()[1] for line in output.splitlines() if line.startswith("  Failed ")]
    return "killed", failed[0].split("(")[0] if failed else "the tests' process ended"


def unmutated_pass(groups):
    """Tests that fail anyway, or are none, would kill every mutant or none."""
    for project in sorted({project for project, _ in groups}):
        print(f"building {project} without a fault", flush=True)
        status, output = build(project)
        if status != 0:
            sys.exit(output[-2000:])
    for project, tests in sorted(groups):
        status, output = test(project, tests)
        if status != 0 or "Passed!" not in output:
            sys.exit(f"without a fault the tests '{tests}' of {project} do not pass:\n{output[-2000:]}")


def run(mutants, words):
    commit, done = head(), results()
    todo = [mutant for mutant in mutants if (any(word in mutant.name for word in words) if words else not is_settled(done.get(mutant.key), commit))]
    if not todo:
        print("every mutant has a result")
        return summary(mutants)
    prepare(commit)
    unmutated_pass({(mutant.project, mutant.filter) for mutant in todo})
    for number, mutant in enumerate(todo, 1):
        start = time.monotonic()
        outcome, how = attempt(mutant)
        with RESULTS.open("a") as file:
            file.write("\t".join([mutant.key, outcome, how, commit]) + "\n")
        print(f"{number}/{len(todo)} {outcome:8} {mutant.name}{f': {how}' if how else ''} ({time.monotonic() - start:.0f} s)", flush=True)
    return summary(mutants)


def summary(mutants):
    known = results()
    outcomes = [known.get(mutant.key, ("unknown", "", ""))[0] for mutant in mutants]
    print(", ".join(f"{outcomes.count(outcome)} {outcome}" for outcome in ["killed", "survived", "error", "unknown"]))
    return all(outcome == "killed" for outcome in outcomes)


def report(mutants):
    known = results()
    lines = [
        "# Mutants", "",
        "A fault in one line each, and the test that notices it (the first of them). Written by `tools/mutants.sh report`; the faults themselves are in",
        "[tools/mutants/mutants.txt](../../tools/mutants/mutants.txt).", "",
    ]
    outcomes = [known.get(mutant.key, ("unknown", "", ""))[:2] for mutant in mutants]
    lines += [f"{sum(outcome == 'killed' for outcome, _ in outcomes)} of {len(mutants)} are noticed.", "", "| fault | file | noticed by |", "|---|---|---|"]
    for mutant, (outcome, how) in zip(mutants, outcomes):
        lines.append(f"| {mutant.name} | {mutant.file} | {how.replace('_', ' ') if outcome == 'killed' else f'**{outcome}**'} |")
    REPORT.write_text("\n".join(lines) + "\n")
    print(f"{REPORT.relative_to(ROOT)} is written")
    return True


def main():
    mutants = read_list()
    command, words = sys.argv[1], sys.argv[2:]
    if command == "check":
        return check(mutants)
    if command == "run":
        return check(mutants) and run(mutants, words)
    if command == "report":
        return report(mutants)
    sys.exit(f"'{command}' is none of check, run and report")


sys.exit(0 if main() else 1)
