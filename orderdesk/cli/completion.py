"""`completion`: the script that teaches a shell to complete our command line, and its answers.

All three scripts ask in one way, that of fish in the command-line library: the line up to the cursor goes in
by the environment, ``VALUE<TAB>WORDS`` lines come out. What the library has for bash and zsh breaks at ``=``,
``:`` and blanks, of which our values are full.
"""

from __future__ import annotations

import os
from enum import StrEnum
from typing import Annotated, Final

import typer
from typer.completion import completion_init  # type: ignore[attr-defined]  # imported there

from orderdesk.cli.common import session
from orderdesk.core.domain.words import Word
from orderdesk.terminal.prepare import ASKED_OF_SSH, COMPLETING


class Shells(StrEnum):
    """The shells that a script is there for."""

    bash = "bash"
    zsh = "zsh"
    fish = "fish"


_BASH: Final = r"""# bash completion of orderdesk
_orderdesk() {
    local line=${COMP_LINE:0:COMP_POINT} offer value cut=
    local typed=${line##*[[:space:]]}
    case $typed in --*=*) typed=${typed#*=} ;; esac
    # What stands before the last of these is, to readline, no part of the word.
    case $typed in *[=:]*) cut=${typed%"${typed##*[=:]}"} ;; esac
    COMPREPLY=()
    while IFS= read -r offer; do
        value=${offer%%$'\t'*}
        value=${value#"$cut"}
        [[ -z $value ]] && continue
        [[ $value == *[=:] ]] && compopt -o nospace
        case $typed in
            [\"\']*) ;;
            *) [[ $value == *[[:space:]\"\'\\\$\&\;\<\>\|\`\*\?\#~!\(\){}[\]]* ]] &&
                printf -v value %q "$value" ;;
        esac
        COMPREPLY+=("$value")
    done < <(_ORDERDESK_COMPLETE=complete_fish _TYPER_COMPLETE_FISH_ACTION=get-args \
        _TYPER_COMPLETE_ARGS="$line" "$1" 2>/dev/null)
}
complete -o default -F _orderdesk orderdesk
"""

_ZSH: Final = r"""#compdef orderdesk
_orderdesk() {
    local offer value line="${(j: :)words[1,CURRENT]}"
    local -a values shown keys keys_shown
    for offer in "${(@f)$(_ORDERDESK_COMPLETE=complete_fish _TYPER_COMPLETE_FISH_ACTION=get-args \
            _TYPER_COMPLETE_ARGS="$line" "${words[1]}" 2>/dev/null)}"; do
        [[ -n $offer ]] || continue
        value=${offer%%$'\t'*}
        if [[ $value == *[=:] ]]; then
            keys+=("$value") keys_shown+=("${offer/$'\t'/  }")
        else
            values+=("$value") shown+=("${offer/$'\t'/  }")
        fi
    done
    if (( ${#values} + ${#keys} == 0 )); then
        _files
        return
    fi
    compadd -l -d shown -a values
    compadd -l -S '' -d keys_shown -a keys
}
if [[ $funcstack[1] == _orderdesk ]]; then
    _orderdesk "$@"
else
    compdef _orderdesk orderdesk
fi
"""

_FISH: Final = r"""# fish completion of orderdesk
function __orderdesk_offers
    set -l offers (env _ORDERDESK_COMPLETE=complete_fish _TYPER_COMPLETE_FISH_ACTION=get-args \
        _TYPER_COMPLETE_ARGS=(commandline -cp | string collect) orderdesk 2>/dev/null | string match -v '')
    if set -q offers[1]
        printf '%s\n' $offers
    else
        __fish_complete_path (commandline -ct)
    end
end
complete --command orderdesk --no-files --arguments '(__orderdesk_offers)'
"""

SCRIPTS: Final = {Shells.bash: _BASH, Shells.zsh: _ZSH, Shells.fish: _FISH}

PLACES: Final = {
    Shells.bash: "~/.local/share/bash-completion/completions/orderdesk",
    Shells.zsh: "~/.zfunc/_orderdesk",
    Shells.fish: "~/.config/fish/completions/orderdesk.fish",
}
"""Where a script is found by its shell; zsh looks in ~/.zfunc when fpath names it."""


def register(app: typer.Typer) -> None:
    """Add the command to *app*."""
    app.command("completion")(completion)


def completion(
    context: typer.Context,
    shell: Annotated[Shells | None, typer.Argument(help="셸 · shell")] = None,
) -> None:
    """Tab으로 완성하는 셸 스크립트 · the script that completes words by Tab."""
    if shell is not None:
        typer.echo(SCRIPTS[shell], nl=False)
        return
    this = session(context)
    this.say(
        Word(
            "쓰는 셸의 줄을 한 번 실행하고 셸을 다시 여세요:",
            "Run the line of your shell once, and open the shell anew:",
        )
    )
    for each, place in PLACES.items():
        typer.echo(f"mkdir -p {place.rpartition('/')[0]} && orderdesk completion {each.value} > {place}")


def answer_shells() -> None:
    """Make the library answer what the scripts ask, but nobody at the door of an SSH server."""
    if os.environ.get(ASKED_OF_SSH):
        os.environ.pop(COMPLETING, None)
    if COMPLETING in os.environ:
        completion_init()
