#!/usr/bin/env bash
#
# savctl Bash Completion
# =======================
#
# Bash completion support for the `savctl` command,
#
# Installation
# ------------
#
# 1. Source all completion scripts in your .bash_profile
#
#   cd $YOUR_APP_HOME/bin
#   for f in $(find . -name "*_completion"); do line=". $(pwd)/$f"; grep "$line" ~/.bash_profile || echo "$line" >> ~/.bash_profile; done
#
# 2. Open a new bash console, and type `savctl [TAB][TAB]`
#
# 1a. Alternatively, if you have [bash-completion](https://github.com/scop/bash-completion) installed:
#     Place this file in a `bash-completion.d` folder:
#
#   * /etc/bash-completion.d
#   * /usr/local/etc/bash-completion.d
#   * ~/bash-completion.d
#
# Documentation
# -------------
# The script is called by bash whenever [TAB] or [TAB][TAB] is pressed after
# 'savctl (..)'. By reading entered command line parameters,
# it determines possible bash completions and writes them to the COMPREPLY variable.
# Bash then completes the user input if only one entry is listed in the variable or
# shows the options if more than one is listed in COMPREPLY.
#
# References
# ----------
# [1] http://stackoverflow.com/a/12495480/1440785
# [2] http://tiswww.case.edu/php/chet/bash/FAQ
# [3] https://www.gnu.org/software/bash/manual/html_node/The-Shopt-Builtin.html
# [4] http://zsh.sourceforge.net/Doc/Release/Options.html#index-COMPLETE_005fALIASES
# [5] https://stackoverflow.com/questions/17042057/bash-check-element-in-array-for-elements-in-another-array/17042655#17042655
# [6] https://www.gnu.org/software/bash/manual/html_node/Programmable-Completion.html#Programmable-Completion
# [7] https://stackoverflow.com/questions/3249432/can-a-bash-tab-completion-script-be-used-in-zsh/27853970#27853970
#

if [ -n "$BASH_VERSION" ]; then
  # Enable programmable completion facilities when using bash (see [3])
  shopt -s progcomp
elif [ -n "$ZSH_VERSION" ]; then
  # Make alias a distinct command for completion purposes when using zsh (see [4])
  setopt COMPLETE_ALIASES
  alias compopt=complete

  # Enable bash completion in zsh (see [7])
  # Only initialize completions module once to avoid unregistering existing completions.
  if ! type compdef > /dev/null; then
    autoload -U +X compinit && compinit
  fi
  autoload -U +X bashcompinit && bashcompinit
fi

# CompWordsContainsArray takes an array and then checks
# if all elements of this array are in the global COMP_WORDS array.
#
# Returns zero (no error) if all elements of the array are in the COMP_WORDS array,
# otherwise returns 1 (error).
function CompWordsContainsArray() {
  declare -a localArray
  localArray=("$@")
  local findme
  for findme in "${localArray[@]}"; do
    if ElementNotInCompWords "$findme"; then return 1; fi
  done
  return 0
}
function ElementNotInCompWords() {
  local findme="$1"
  local element
  for element in "${COMP_WORDS[@]}"; do
    if [[ "$findme" = "$element" ]]; then return 1; fi
  done
  return 0
}

# The `currentPositionalIndex` function calculates the index of the current positional parameter.
#
# currentPositionalIndex takes three parameters:
# the command name,
# a space-separated string with the names of options that take a parameter, and
# a space-separated string with the names of boolean options (that don't take any params).
# When done, this function echos the current positional index to std_out.
#
# Example usage:
# local currIndex=$(currentPositionalIndex "mysubcommand" "$ARG_OPTS" "$FLAG_OPTS")
function currentPositionalIndex() {
  local commandName="$1"
  local optionsWithArgs="$2"
  local booleanOptions="$3"
  local previousWord
  local result=0

  for i in $(seq $((COMP_CWORD - 1)) -1 0); do
    previousWord=${COMP_WORDS[i]}
    if [ "${previousWord}" = "$commandName" ]; then
      break
    fi
    if [[ "${optionsWithArgs}" =~ ${previousWord} ]]; then
      ((result-=2)) # Arg option and its value not counted as positional param
    elif [[ "${booleanOptions}" =~ ${previousWord} ]]; then
      ((result-=1)) # Flag option itself not counted as positional param
    fi
    ((result++))
  done
  echo "$result"
}

# compReplyArray generates a list of completion suggestions based on an array, ensuring all values are properly escaped.
#
# compReplyArray takes a single parameter: the array of options to be displayed
#
# The output is echoed to std_out, one option per line.
#
# Example usage:
# local options=("foo", "bar", "baz")
# local IFS=$'\n'
# COMPREPLY=($(compReplyArray "${options[@]}"))
function compReplyArray() {
  declare -a options
  options=("$@")
  local curr_word=${COMP_WORDS[COMP_CWORD]}
  local i
  local quoted
  local optionList=()

  for (( i=0; i<${#options[@]}; i++ )); do
    # Double escape, since we want escaped values, but compgen -W expands the argument
    printf -v quoted %q "${options[i]}"
    quoted=\'${quoted//\'/\'\\\'\'}\'

    optionList[i]=$quoted
  done

  # We also have to add another round of escaping to $curr_word.
  curr_word=${curr_word//\\/\\\\}
  curr_word=${curr_word//\'/\\\'}

  # Actually generate completions.
  local IFS=$'\n'
  echo -e "$(compgen -W "${optionList[*]}" -- "$curr_word")"
}

# Bash completion entry point function.
# _complete_savctl finds which commands and subcommands have been specified
# on the command line and delegates to the appropriate function
# to generate possible options and subcommands for the last specified subcommand.
function _complete_savctl() {
  # Edge case: if command line has no space after subcommand, then don't assume this subcommand is selected (remkop/picocli#1468).
  if [ "${COMP_LINE}" = "${COMP_WORDS[0]} show" ];    then _picocli_savctl; return $?; fi
  if [ "${COMP_LINE}" = "${COMP_WORDS[0]} explain" ];    then _picocli_savctl; return $?; fi
  if [ "${COMP_LINE}" = "${COMP_WORDS[0]} validate" ];    then _picocli_savctl; return $?; fi
  if [ "${COMP_LINE}" = "${COMP_WORDS[0]} diff" ];    then _picocli_savctl; return $?; fi
  if [ "${COMP_LINE}" = "${COMP_WORDS[0]} monitor" ];    then _picocli_savctl; return $?; fi
  if [ "${COMP_LINE}" = "${COMP_WORDS[0]} set-mode" ];    then _picocli_savctl; return $?; fi
  if [ "${COMP_LINE}" = "${COMP_WORDS[0]} neighbor" ];    then _picocli_savctl; return $?; fi
  if [ "${COMP_LINE}" = "${COMP_WORDS[0]} dataplane" ];    then _picocli_savctl; return $?; fi
  if [ "${COMP_LINE}" = "${COMP_WORDS[0]} reload" ];    then _picocli_savctl; return $?; fi
  if [ "${COMP_LINE}" = "${COMP_WORDS[0]} pi-sav" ];    then _picocli_savctl; return $?; fi
  if [ "${COMP_LINE}" = "${COMP_WORDS[0]} cetp" ];    then _picocli_savctl; return $?; fi
  if [ "${COMP_LINE}" = "${COMP_WORDS[0]} rpki" ];    then _picocli_savctl; return $?; fi
  if [ "${COMP_LINE}" = "${COMP_WORDS[0]} show status" ];    then _picocli_savctl_show; return $?; fi
  if [ "${COMP_LINE}" = "${COMP_WORDS[0]} show neighbors" ];    then _picocli_savctl_show; return $?; fi
  if [ "${COMP_LINE}" = "${COMP_WORDS[0]} show routes" ];    then _picocli_savctl_show; return $?; fi
  if [ "${COMP_LINE}" = "${COMP_WORDS[0]} show interfaces" ];    then _picocli_savctl_show; return $?; fi
  if [ "${COMP_LINE}" = "${COMP_WORDS[0]} show rules" ];    then _picocli_savctl_show; return $?; fi
  if [ "${COMP_LINE}" = "${COMP_WORDS[0]} show dataplane" ];    then _picocli_savctl_show; return $?; fi
  if [ "${COMP_LINE}" = "${COMP_WORDS[0]} show drops" ];    then _picocli_savctl_show; return $?; fi
  if [ "${COMP_LINE}" = "${COMP_WORDS[0]} show rpki" ];    then _picocli_savctl_show; return $?; fi
  if [ "${COMP_LINE}" = "${COMP_WORDS[0]} show cone" ];    then _picocli_savctl_show; return $?; fi
  if [ "${COMP_LINE}" = "${COMP_WORDS[0]} show pi-sav" ];    then _picocli_savctl_show; return $?; fi
  if [ "${COMP_LINE}" = "${COMP_WORDS[0]} show rpki caches" ];    then _picocli_savctl_show_rpki; return $?; fi
  if [ "${COMP_LINE}" = "${COMP_WORDS[0]} show rpki vrps" ];    then _picocli_savctl_show_rpki; return $?; fi
  if [ "${COMP_LINE}" = "${COMP_WORDS[0]} show rpki aspas" ];    then _picocli_savctl_show_rpki; return $?; fi
  if [ "${COMP_LINE}" = "${COMP_WORDS[0]} show rpki keys" ];    then _picocli_savctl_show_rpki; return $?; fi
  if [ "${COMP_LINE}" = "${COMP_WORDS[0]} show rpki slurm" ];    then _picocli_savctl_show_rpki; return $?; fi
  if [ "${COMP_LINE}" = "${COMP_WORDS[0]} pi-sav detour" ];    then _picocli_savctl_pisav; return $?; fi
  if [ "${COMP_LINE}" = "${COMP_WORDS[0]} cetp sessions" ];    then _picocli_savctl_cetp; return $?; fi
  if [ "${COMP_LINE}" = "${COMP_WORDS[0]} cetp rlocs" ];    then _picocli_savctl_cetp; return $?; fi
  if [ "${COMP_LINE}" = "${COMP_WORDS[0]} cetp policies" ];    then _picocli_savctl_cetp; return $?; fi
  if [ "${COMP_LINE}" = "${COMP_WORDS[0]} cetp counters" ];    then _picocli_savctl_cetp; return $?; fi
  if [ "${COMP_LINE}" = "${COMP_WORDS[0]} cetp decode" ];    then _picocli_savctl_cetp; return $?; fi
  if [ "${COMP_LINE}" = "${COMP_WORDS[0]} rpki inspect" ];    then _picocli_savctl_rpki; return $?; fi

  # Find the longest sequence of subcommands and call the bash function for that subcommand.
  local cmds0=(show)
  local cmds1=(explain)
  local cmds2=(validate)
  local cmds3=(diff)
  local cmds4=(monitor)
  local cmds5=(set-mode)
  local cmds6=(neighbor)
  local cmds7=(dataplane)
  local cmds8=(reload)
  local cmds9=(pi-sav)
  local cmds10=(cetp)
  local cmds11=(rpki)
  local cmds12=(show status)
  local cmds13=(show neighbors)
  local cmds14=(show routes)
  local cmds15=(show interfaces)
  local cmds16=(show rules)
  local cmds17=(show dataplane)
  local cmds18=(show drops)
  local cmds19=(show rpki)
  local cmds20=(show cone)
  local cmds21=(show pi-sav)
  local cmds22=(show rpki caches)
  local cmds23=(show rpki vrps)
  local cmds24=(show rpki aspas)
  local cmds25=(show rpki keys)
  local cmds26=(show rpki slurm)
  local cmds27=(pi-sav detour)
  local cmds28=(cetp sessions)
  local cmds29=(cetp rlocs)
  local cmds30=(cetp policies)
  local cmds31=(cetp counters)
  local cmds32=(cetp decode)
  local cmds33=(rpki inspect)

  if CompWordsContainsArray "${cmds33[@]}"; then _picocli_savctl_rpki_inspect; return $?; fi
  if CompWordsContainsArray "${cmds32[@]}"; then _picocli_savctl_cetp_decode; return $?; fi
  if CompWordsContainsArray "${cmds31[@]}"; then _picocli_savctl_cetp_counters; return $?; fi
  if CompWordsContainsArray "${cmds30[@]}"; then _picocli_savctl_cetp_policies; return $?; fi
  if CompWordsContainsArray "${cmds29[@]}"; then _picocli_savctl_cetp_rlocs; return $?; fi
  if CompWordsContainsArray "${cmds28[@]}"; then _picocli_savctl_cetp_sessions; return $?; fi
  if CompWordsContainsArray "${cmds27[@]}"; then _picocli_savctl_pisav_detour; return $?; fi
  if CompWordsContainsArray "${cmds26[@]}"; then _picocli_savctl_show_rpki_slurm; return $?; fi
  if CompWordsContainsArray "${cmds25[@]}"; then _picocli_savctl_show_rpki_keys; return $?; fi
  if CompWordsContainsArray "${cmds24[@]}"; then _picocli_savctl_show_rpki_aspas; return $?; fi
  if CompWordsContainsArray "${cmds23[@]}"; then _picocli_savctl_show_rpki_vrps; return $?; fi
  if CompWordsContainsArray "${cmds22[@]}"; then _picocli_savctl_show_rpki_caches; return $?; fi
  if CompWordsContainsArray "${cmds21[@]}"; then _picocli_savctl_show_pisav; return $?; fi
  if CompWordsContainsArray "${cmds20[@]}"; then _picocli_savctl_show_cone; return $?; fi
  if CompWordsContainsArray "${cmds19[@]}"; then _picocli_savctl_show_rpki; return $?; fi
  if CompWordsContainsArray "${cmds18[@]}"; then _picocli_savctl_show_drops; return $?; fi
  if CompWordsContainsArray "${cmds17[@]}"; then _picocli_savctl_show_dataplane; return $?; fi
  if CompWordsContainsArray "${cmds16[@]}"; then _picocli_savctl_show_rules; return $?; fi
  if CompWordsContainsArray "${cmds15[@]}"; then _picocli_savctl_show_interfaces; return $?; fi
  if CompWordsContainsArray "${cmds14[@]}"; then _picocli_savctl_show_routes; return $?; fi
  if CompWordsContainsArray "${cmds13[@]}"; then _picocli_savctl_show_neighbors; return $?; fi
  if CompWordsContainsArray "${cmds12[@]}"; then _picocli_savctl_show_status; return $?; fi
  if CompWordsContainsArray "${cmds11[@]}"; then _picocli_savctl_rpki; return $?; fi
  if CompWordsContainsArray "${cmds10[@]}"; then _picocli_savctl_cetp; return $?; fi
  if CompWordsContainsArray "${cmds9[@]}"; then _picocli_savctl_pisav; return $?; fi
  if CompWordsContainsArray "${cmds8[@]}"; then _picocli_savctl_reload; return $?; fi
  if CompWordsContainsArray "${cmds7[@]}"; then _picocli_savctl_dataplane; return $?; fi
  if CompWordsContainsArray "${cmds6[@]}"; then _picocli_savctl_neighbor; return $?; fi
  if CompWordsContainsArray "${cmds5[@]}"; then _picocli_savctl_setmode; return $?; fi
  if CompWordsContainsArray "${cmds4[@]}"; then _picocli_savctl_monitor; return $?; fi
  if CompWordsContainsArray "${cmds3[@]}"; then _picocli_savctl_diff; return $?; fi
  if CompWordsContainsArray "${cmds2[@]}"; then _picocli_savctl_validate; return $?; fi
  if CompWordsContainsArray "${cmds1[@]}"; then _picocli_savctl_explain; return $?; fi
  if CompWordsContainsArray "${cmds0[@]}"; then _picocli_savctl_show; return $?; fi

  # No subcommands were specified; generate completions for the top-level command.
  _picocli_savctl; return $?;
}

# Generates completions for the options and subcommands of the `savctl` command.
function _picocli_savctl() {
  # Get completion data
  local curr_word=${COMP_WORDS[COMP_CWORD]}
  local prev_word=${COMP_WORDS[COMP_CWORD-1]}

  local commands="show explain validate diff monitor set-mode neighbor dataplane reload pi-sav cetp rpki"
  local flag_opts="'-h' '--help' '-V' '--version'"
  local arg_opts="'-s' '--socket' '-o' '--output'"
  local FORMAT_option_args=("text" "json") # --output values

  type compopt &>/dev/null && compopt +o default

  case ${prev_word} in
    '-s'|'--socket')
      local IFS=$'\n'
      type compopt &>/dev/null && compopt -o filenames
      COMPREPLY=( $( compgen -f -- "${curr_word}" ) ) # files
      return $?
      ;;
    '-o'|'--output')
      local IFS=$'\n'
      COMPREPLY=( $( compReplyArray "${FORMAT_option_args[@]}" ) )
      return $?
      ;;
  esac

  if [[ "${curr_word}" == -* ]]; then
    COMPREPLY=( $(compgen -W "${flag_opts} ${arg_opts}" -- "${curr_word}") )
  else
    local positionals=""
    local IFS=$'\n'
    COMPREPLY=( $(compgen -W "${commands// /$'\n'}${IFS}${positionals}" -- "${curr_word}") )
  fi
}

# Generates completions for the options and subcommands of the `show` subcommand.
function _picocli_savctl_show() {
  # Get completion data
  local curr_word=${COMP_WORDS[COMP_CWORD]}

  local commands="status neighbors routes interfaces rules dataplane drops rpki cone pi-sav"
  local flag_opts="'-h' '--help'"
  local arg_opts=""

  if [[ "${curr_word}" == -* ]]; then
    COMPREPLY=( $(compgen -W "${flag_opts} ${arg_opts}" -- "${curr_word}") )
  else
    local positionals=""
    local IFS=$'\n'
    COMPREPLY=( $(compgen -W "${commands// /$'\n'}${IFS}${positionals}" -- "${curr_word}") )
  fi
}

# Generates completions for the options and subcommands of the `explain` subcommand.
function _picocli_savctl_explain() {
  # Get completion data
  local curr_word=${COMP_WORDS[COMP_CWORD]}

  local commands=""
  local flag_opts="'-h' '--help'"
  local arg_opts=""

  if [[ "${curr_word}" == -* ]]; then
    COMPREPLY=( $(compgen -W "${flag_opts} ${arg_opts}" -- "${curr_word}") )
  else
    local positionals=""
    local IFS=$'\n'
    COMPREPLY=( $(compgen -W "${commands// /$'\n'}${IFS}${positionals}" -- "${curr_word}") )
  fi
}

# Generates completions for the options and subcommands of the `validate` subcommand.
function _picocli_savctl_validate() {
  # Get completion data
  local curr_word=${COMP_WORDS[COMP_CWORD]}

  local commands=""
  local flag_opts="'-h' '--help'"
  local arg_opts=""

  if [[ "${curr_word}" == -* ]]; then
    COMPREPLY=( $(compgen -W "${flag_opts} ${arg_opts}" -- "${curr_word}") )
  else
    local positionals=""
    local IFS=$'\n'
    COMPREPLY=( $(compgen -W "${commands// /$'\n'}${IFS}${positionals}" -- "${curr_word}") )
  fi
}

# Generates completions for the options and subcommands of the `diff` subcommand.
function _picocli_savctl_diff() {
  # Get completion data
  local curr_word=${COMP_WORDS[COMP_CWORD]}

  local commands=""
  local flag_opts="'-h' '--help'"
  local arg_opts=""

  if [[ "${curr_word}" == -* ]]; then
    COMPREPLY=( $(compgen -W "${flag_opts} ${arg_opts}" -- "${curr_word}") )
  else
    local positionals=""
    local currIndex
    currIndex=$(currentPositionalIndex "diff" "${arg_opts}" "${flag_opts}")
    if (( currIndex >= 0 && currIndex <= 0 )); then
      local IFS=$'\n'
      type compopt &>/dev/null && compopt -o filenames
      positionals=$( compgen -f -- "${curr_word}" ) # files
    fi
    local IFS=$'\n'
    COMPREPLY=( $(compgen -W "${commands// /$'\n'}${IFS}${positionals}" -- "${curr_word}") )
  fi
}

# Generates completions for the options and subcommands of the `monitor` subcommand.
function _picocli_savctl_monitor() {
  # Get completion data
  local curr_word=${COMP_WORDS[COMP_CWORD]}
  local prev_word=${COMP_WORDS[COMP_CWORD-1]}

  local commands=""
  local flag_opts="'-h' '--help'"
  local arg_opts="'-i' '--interface'"

  type compopt &>/dev/null && compopt +o default

  case ${prev_word} in
    '-i'|'--interface')
      return
      ;;
  esac
  local TOPIC_pos_param_args=("neighbors" "readiness" "rules" "dataplane" "configuration" "rpki" "pi-sav" "routes" "drops") # 0-2147483647 values

  if [[ "${curr_word}" == -* ]]; then
    COMPREPLY=( $(compgen -W "${flag_opts} ${arg_opts}" -- "${curr_word}") )
  else
    local positionals=""
    local currIndex
    currIndex=$(currentPositionalIndex "monitor" "${arg_opts}" "${flag_opts}")
    if (( currIndex >= 0 && currIndex <= 2147483647 )); then
      positionals=$( compReplyArray "${TOPIC_pos_param_args[@]}" )
    fi
    local IFS=$'\n'
    COMPREPLY=( $(compgen -W "${commands// /$'\n'}${IFS}${positionals}" -- "${curr_word}") )
  fi
}

# Generates completions for the options and subcommands of the `set-mode` subcommand.
function _picocli_savctl_setmode() {
  # Get completion data
  local curr_word=${COMP_WORDS[COMP_CWORD]}

  local commands=""
  local flag_opts="'-h' '--help'"
  local arg_opts=""
  local MODE_pos_param_args=("off" "monitor" "enforce") # 1-1 values

  if [[ "${curr_word}" == -* ]]; then
    COMPREPLY=( $(compgen -W "${flag_opts} ${arg_opts}" -- "${curr_word}") )
  else
    local positionals=""
    local currIndex
    currIndex=$(currentPositionalIndex "set-mode" "${arg_opts}" "${flag_opts}")
    if (( currIndex >= 1 && currIndex <= 1 )); then
      positionals=$( compReplyArray "${MODE_pos_param_args[@]}" )
    fi
    local IFS=$'\n'
    COMPREPLY=( $(compgen -W "${commands// /$'\n'}${IFS}${positionals}" -- "${curr_word}") )
  fi
}

# Generates completions for the options and subcommands of the `neighbor` subcommand.
function _picocli_savctl_neighbor() {
  # Get completion data
  local curr_word=${COMP_WORDS[COMP_CWORD]}

  local commands=""
  local flag_opts="'-h' '--help'"
  local arg_opts=""
  local ACTION_pos_param_args=("refresh" "reset" "shutdown" "enable") # 1-1 values

  if [[ "${curr_word}" == -* ]]; then
    COMPREPLY=( $(compgen -W "${flag_opts} ${arg_opts}" -- "${curr_word}") )
  else
    local positionals=""
    local currIndex
    currIndex=$(currentPositionalIndex "neighbor" "${arg_opts}" "${flag_opts}")
    if (( currIndex >= 1 && currIndex <= 1 )); then
      positionals=$( compReplyArray "${ACTION_pos_param_args[@]}" )
    fi
    local IFS=$'\n'
    COMPREPLY=( $(compgen -W "${commands// /$'\n'}${IFS}${positionals}" -- "${curr_word}") )
  fi
}

# Generates completions for the options and subcommands of the `dataplane` subcommand.
function _picocli_savctl_dataplane() {
  # Get completion data
  local curr_word=${COMP_WORDS[COMP_CWORD]}

  local commands=""
  local flag_opts="'-h' '--help'"
  local arg_opts=""
  local ACTION_pos_param_args=("couple" "decouple") # 0-0 values

  if [[ "${curr_word}" == -* ]]; then
    COMPREPLY=( $(compgen -W "${flag_opts} ${arg_opts}" -- "${curr_word}") )
  else
    local positionals=""
    local currIndex
    currIndex=$(currentPositionalIndex "dataplane" "${arg_opts}" "${flag_opts}")
    if (( currIndex >= 0 && currIndex <= 0 )); then
      positionals=$( compReplyArray "${ACTION_pos_param_args[@]}" )
    fi
    local IFS=$'\n'
    COMPREPLY=( $(compgen -W "${commands// /$'\n'}${IFS}${positionals}" -- "${curr_word}") )
  fi
}

# Generates completions for the options and subcommands of the `reload` subcommand.
function _picocli_savctl_reload() {
  # Get completion data
  local curr_word=${COMP_WORDS[COMP_CWORD]}

  local commands=""
  local flag_opts="'-h' '--help'"
  local arg_opts=""

  if [[ "${curr_word}" == -* ]]; then
    COMPREPLY=( $(compgen -W "${flag_opts} ${arg_opts}" -- "${curr_word}") )
  else
    local positionals=""
    local IFS=$'\n'
    COMPREPLY=( $(compgen -W "${commands// /$'\n'}${IFS}${positionals}" -- "${curr_word}") )
  fi
}

# Generates completions for the options and subcommands of the `pi-sav` subcommand.
function _picocli_savctl_pisav() {
  # Get completion data
  local curr_word=${COMP_WORDS[COMP_CWORD]}

  local commands="detour"
  local flag_opts="'-h' '--help'"
  local arg_opts=""

  if [[ "${curr_word}" == -* ]]; then
    COMPREPLY=( $(compgen -W "${flag_opts} ${arg_opts}" -- "${curr_word}") )
  else
    local positionals=""
    local IFS=$'\n'
    COMPREPLY=( $(compgen -W "${commands// /$'\n'}${IFS}${positionals}" -- "${curr_word}") )
  fi
}

# Generates completions for the options and subcommands of the `cetp` subcommand.
function _picocli_savctl_cetp() {
  # Get completion data
  local curr_word=${COMP_WORDS[COMP_CWORD]}

  local commands="sessions rlocs policies counters decode"
  local flag_opts="'-h' '--help'"
  local arg_opts=""

  if [[ "${curr_word}" == -* ]]; then
    COMPREPLY=( $(compgen -W "${flag_opts} ${arg_opts}" -- "${curr_word}") )
  else
    local positionals=""
    local IFS=$'\n'
    COMPREPLY=( $(compgen -W "${commands// /$'\n'}${IFS}${positionals}" -- "${curr_word}") )
  fi
}

# Generates completions for the options and subcommands of the `rpki` subcommand.
function _picocli_savctl_rpki() {
  # Get completion data
  local curr_word=${COMP_WORDS[COMP_CWORD]}

  local commands="inspect"
  local flag_opts="'-h' '--help'"
  local arg_opts=""

  if [[ "${curr_word}" == -* ]]; then
    COMPREPLY=( $(compgen -W "${flag_opts} ${arg_opts}" -- "${curr_word}") )
  else
    local positionals=""
    local IFS=$'\n'
    COMPREPLY=( $(compgen -W "${commands// /$'\n'}${IFS}${positionals}" -- "${curr_word}") )
  fi
}

# Generates completions for the options and subcommands of the `status` subcommand.
function _picocli_savctl_show_status() {
  # Get completion data
  local curr_word=${COMP_WORDS[COMP_CWORD]}

  local commands=""
  local flag_opts="'-h' '--help'"
  local arg_opts=""

  if [[ "${curr_word}" == -* ]]; then
    COMPREPLY=( $(compgen -W "${flag_opts} ${arg_opts}" -- "${curr_word}") )
  else
    local positionals=""
    local IFS=$'\n'
    COMPREPLY=( $(compgen -W "${commands// /$'\n'}${IFS}${positionals}" -- "${curr_word}") )
  fi
}

# Generates completions for the options and subcommands of the `neighbors` subcommand.
function _picocli_savctl_show_neighbors() {
  # Get completion data
  local curr_word=${COMP_WORDS[COMP_CWORD]}

  local commands=""
  local flag_opts="'-h' '--help'"
  local arg_opts=""

  if [[ "${curr_word}" == -* ]]; then
    COMPREPLY=( $(compgen -W "${flag_opts} ${arg_opts}" -- "${curr_word}") )
  else
    local positionals=""
    local IFS=$'\n'
    COMPREPLY=( $(compgen -W "${commands// /$'\n'}${IFS}${positionals}" -- "${curr_word}") )
  fi
}

# Generates completions for the options and subcommands of the `routes` subcommand.
function _picocli_savctl_show_routes() {
  # Get completion data
  local curr_word=${COMP_WORDS[COMP_CWORD]}
  local prev_word=${COMP_WORDS[COMP_CWORD-1]}

  local commands=""
  local flag_opts="'-h' '--help'"
  local arg_opts="'--longer' '--covering' '-f' '--family' '--neighbor' '--interface' '--origin' '--rov' '--aspa' '-n' '--limit' '--after'"
  local FAMILY_option_args=("ipv4" "ipv6") # --family values
  local STATE_option_args=("valid" "invalid" "not-found") # --rov values
  local STATE_option_args=("valid" "invalid" "unknown") # --aspa values

  type compopt &>/dev/null && compopt +o default

  case ${prev_word} in
    '--longer')
      return
      ;;
    '--covering')
      return
      ;;
    '-f'|'--family')
      local IFS=$'\n'
      COMPREPLY=( $( compReplyArray "${FAMILY_option_args[@]}" ) )
      return $?
      ;;
    '--neighbor')
      return
      ;;
    '--interface')
      return
      ;;
    '--origin')
      return
      ;;
    '--rov')
      local IFS=$'\n'
      COMPREPLY=( $( compReplyArray "${STATE_option_args[@]}" ) )
      return $?
      ;;
    '--aspa')
      local IFS=$'\n'
      COMPREPLY=( $( compReplyArray "${STATE_option_args[@]}" ) )
      return $?
      ;;
    '-n'|'--limit')
      return
      ;;
    '--after')
      return
      ;;
  esac

  if [[ "${curr_word}" == -* ]]; then
    COMPREPLY=( $(compgen -W "${flag_opts} ${arg_opts}" -- "${curr_word}") )
  else
    local positionals=""
    local IFS=$'\n'
    COMPREPLY=( $(compgen -W "${commands// /$'\n'}${IFS}${positionals}" -- "${curr_word}") )
  fi
}

# Generates completions for the options and subcommands of the `interfaces` subcommand.
function _picocli_savctl_show_interfaces() {
  # Get completion data
  local curr_word=${COMP_WORDS[COMP_CWORD]}

  local commands=""
  local flag_opts="'-h' '--help'"
  local arg_opts=""

  if [[ "${curr_word}" == -* ]]; then
    COMPREPLY=( $(compgen -W "${flag_opts} ${arg_opts}" -- "${curr_word}") )
  else
    local positionals=""
    local IFS=$'\n'
    COMPREPLY=( $(compgen -W "${commands// /$'\n'}${IFS}${positionals}" -- "${curr_word}") )
  fi
}

# Generates completions for the options and subcommands of the `rules` subcommand.
function _picocli_savctl_show_rules() {
  # Get completion data
  local curr_word=${COMP_WORDS[COMP_CWORD]}
  local prev_word=${COMP_WORDS[COMP_CWORD-1]}

  local commands=""
  local flag_opts="'-h' '--help'"
  local arg_opts="'-f' '--family' '-n' '--limit' '--after'"
  local FAMILY_option_args=("ipv4" "ipv6") # --family values

  type compopt &>/dev/null && compopt +o default

  case ${prev_word} in
    '-f'|'--family')
      local IFS=$'\n'
      COMPREPLY=( $( compReplyArray "${FAMILY_option_args[@]}" ) )
      return $?
      ;;
    '-n'|'--limit')
      return
      ;;
    '--after')
      return
      ;;
  esac

  if [[ "${curr_word}" == -* ]]; then
    COMPREPLY=( $(compgen -W "${flag_opts} ${arg_opts}" -- "${curr_word}") )
  else
    local positionals=""
    local IFS=$'\n'
    COMPREPLY=( $(compgen -W "${commands// /$'\n'}${IFS}${positionals}" -- "${curr_word}") )
  fi
}

# Generates completions for the options and subcommands of the `dataplane` subcommand.
function _picocli_savctl_show_dataplane() {
  # Get completion data
  local curr_word=${COMP_WORDS[COMP_CWORD]}

  local commands=""
  local flag_opts="'-h' '--help'"
  local arg_opts=""

  if [[ "${curr_word}" == -* ]]; then
    COMPREPLY=( $(compgen -W "${flag_opts} ${arg_opts}" -- "${curr_word}") )
  else
    local positionals=""
    local IFS=$'\n'
    COMPREPLY=( $(compgen -W "${commands// /$'\n'}${IFS}${positionals}" -- "${curr_word}") )
  fi
}

# Generates completions for the options and subcommands of the `drops` subcommand.
function _picocli_savctl_show_drops() {
  # Get completion data
  local curr_word=${COMP_WORDS[COMP_CWORD]}

  local commands=""
  local flag_opts="'-h' '--help' '-F' '--follow'"
  local arg_opts=""

  if [[ "${curr_word}" == -* ]]; then
    COMPREPLY=( $(compgen -W "${flag_opts} ${arg_opts}" -- "${curr_word}") )
  else
    local positionals=""
    local IFS=$'\n'
    COMPREPLY=( $(compgen -W "${commands// /$'\n'}${IFS}${positionals}" -- "${curr_word}") )
  fi
}

# Generates completions for the options and subcommands of the `rpki` subcommand.
function _picocli_savctl_show_rpki() {
  # Get completion data
  local curr_word=${COMP_WORDS[COMP_CWORD]}

  local commands="caches vrps aspas keys slurm"
  local flag_opts="'-h' '--help'"
  local arg_opts=""

  if [[ "${curr_word}" == -* ]]; then
    COMPREPLY=( $(compgen -W "${flag_opts} ${arg_opts}" -- "${curr_word}") )
  else
    local positionals=""
    local IFS=$'\n'
    COMPREPLY=( $(compgen -W "${commands// /$'\n'}${IFS}${positionals}" -- "${curr_word}") )
  fi
}

# Generates completions for the options and subcommands of the `cone` subcommand.
function _picocli_savctl_show_cone() {
  # Get completion data
  local curr_word=${COMP_WORDS[COMP_CWORD]}
  local prev_word=${COMP_WORDS[COMP_CWORD-1]}

  local commands=""
  local flag_opts="'-h' '--help' '--dot'"
  local arg_opts="'-n' '--limit' '--after'"

  type compopt &>/dev/null && compopt +o default

  case ${prev_word} in
    '-n'|'--limit')
      return
      ;;
    '--after')
      return
      ;;
  esac

  if [[ "${curr_word}" == -* ]]; then
    COMPREPLY=( $(compgen -W "${flag_opts} ${arg_opts}" -- "${curr_word}") )
  else
    local positionals=""
    local IFS=$'\n'
    COMPREPLY=( $(compgen -W "${commands// /$'\n'}${IFS}${positionals}" -- "${curr_word}") )
  fi
}

# Generates completions for the options and subcommands of the `pi-sav` subcommand.
function _picocli_savctl_show_pisav() {
  # Get completion data
  local curr_word=${COMP_WORDS[COMP_CWORD]}

  local commands=""
  local flag_opts="'-h' '--help'"
  local arg_opts=""

  if [[ "${curr_word}" == -* ]]; then
    COMPREPLY=( $(compgen -W "${flag_opts} ${arg_opts}" -- "${curr_word}") )
  else
    local positionals=""
    local IFS=$'\n'
    COMPREPLY=( $(compgen -W "${commands// /$'\n'}${IFS}${positionals}" -- "${curr_word}") )
  fi
}

# Generates completions for the options and subcommands of the `caches` subcommand.
function _picocli_savctl_show_rpki_caches() {
  # Get completion data
  local curr_word=${COMP_WORDS[COMP_CWORD]}

  local commands=""
  local flag_opts="'-h' '--help'"
  local arg_opts=""

  if [[ "${curr_word}" == -* ]]; then
    COMPREPLY=( $(compgen -W "${flag_opts} ${arg_opts}" -- "${curr_word}") )
  else
    local positionals=""
    local IFS=$'\n'
    COMPREPLY=( $(compgen -W "${commands// /$'\n'}${IFS}${positionals}" -- "${curr_word}") )
  fi
}

# Generates completions for the options and subcommands of the `vrps` subcommand.
function _picocli_savctl_show_rpki_vrps() {
  # Get completion data
  local curr_word=${COMP_WORDS[COMP_CWORD]}
  local prev_word=${COMP_WORDS[COMP_CWORD-1]}

  local commands=""
  local flag_opts="'-h' '--help'"
  local arg_opts="'--longer' '--covering' '--as' '-f' '--family' '-n' '--limit' '--after'"
  local FAMILY_option_args=("ipv4" "ipv6") # --family values

  type compopt &>/dev/null && compopt +o default

  case ${prev_word} in
    '--longer')
      return
      ;;
    '--covering')
      return
      ;;
    '--as')
      return
      ;;
    '-f'|'--family')
      local IFS=$'\n'
      COMPREPLY=( $( compReplyArray "${FAMILY_option_args[@]}" ) )
      return $?
      ;;
    '-n'|'--limit')
      return
      ;;
    '--after')
      return
      ;;
  esac

  if [[ "${curr_word}" == -* ]]; then
    COMPREPLY=( $(compgen -W "${flag_opts} ${arg_opts}" -- "${curr_word}") )
  else
    local positionals=""
    local IFS=$'\n'
    COMPREPLY=( $(compgen -W "${commands// /$'\n'}${IFS}${positionals}" -- "${curr_word}") )
  fi
}

# Generates completions for the options and subcommands of the `aspas` subcommand.
function _picocli_savctl_show_rpki_aspas() {
  # Get completion data
  local curr_word=${COMP_WORDS[COMP_CWORD]}
  local prev_word=${COMP_WORDS[COMP_CWORD-1]}

  local commands=""
  local flag_opts="'-h' '--help'"
  local arg_opts="'--as' '--provider' '-n' '--limit' '--after'"

  type compopt &>/dev/null && compopt +o default

  case ${prev_word} in
    '--as')
      return
      ;;
    '--provider')
      return
      ;;
    '-n'|'--limit')
      return
      ;;
    '--after')
      return
      ;;
  esac

  if [[ "${curr_word}" == -* ]]; then
    COMPREPLY=( $(compgen -W "${flag_opts} ${arg_opts}" -- "${curr_word}") )
  else
    local positionals=""
    local IFS=$'\n'
    COMPREPLY=( $(compgen -W "${commands// /$'\n'}${IFS}${positionals}" -- "${curr_word}") )
  fi
}

# Generates completions for the options and subcommands of the `keys` subcommand.
function _picocli_savctl_show_rpki_keys() {
  # Get completion data
  local curr_word=${COMP_WORDS[COMP_CWORD]}
  local prev_word=${COMP_WORDS[COMP_CWORD-1]}

  local commands=""
  local flag_opts="'-h' '--help'"
  local arg_opts="'--as' '-n' '--limit' '--after'"

  type compopt &>/dev/null && compopt +o default

  case ${prev_word} in
    '--as')
      return
      ;;
    '-n'|'--limit')
      return
      ;;
    '--after')
      return
      ;;
  esac

  if [[ "${curr_word}" == -* ]]; then
    COMPREPLY=( $(compgen -W "${flag_opts} ${arg_opts}" -- "${curr_word}") )
  else
    local positionals=""
    local IFS=$'\n'
    COMPREPLY=( $(compgen -W "${commands// /$'\n'}${IFS}${positionals}" -- "${curr_word}") )
  fi
}

# Generates completions for the options and subcommands of the `slurm` subcommand.
function _picocli_savctl_show_rpki_slurm() {
  # Get completion data
  local curr_word=${COMP_WORDS[COMP_CWORD]}

  local commands=""
  local flag_opts="'-h' '--help'"
  local arg_opts=""

  if [[ "${curr_word}" == -* ]]; then
    COMPREPLY=( $(compgen -W "${flag_opts} ${arg_opts}" -- "${curr_word}") )
  else
    local positionals=""
    local IFS=$'\n'
    COMPREPLY=( $(compgen -W "${commands// /$'\n'}${IFS}${positionals}" -- "${curr_word}") )
  fi
}

# Generates completions for the options and subcommands of the `detour` subcommand.
function _picocli_savctl_pisav_detour() {
  # Get completion data
  local curr_word=${COMP_WORDS[COMP_CWORD]}

  local commands=""
  local flag_opts="'-h' '--help'"
  local arg_opts=""
  local onoff_pos_param_args=("on" "off") # 0-0 values

  if [[ "${curr_word}" == -* ]]; then
    COMPREPLY=( $(compgen -W "${flag_opts} ${arg_opts}" -- "${curr_word}") )
  else
    local positionals=""
    local currIndex
    currIndex=$(currentPositionalIndex "detour" "${arg_opts}" "${flag_opts}")
    if (( currIndex >= 0 && currIndex <= 0 )); then
      positionals=$( compReplyArray "${onoff_pos_param_args[@]}" )
    fi
    local IFS=$'\n'
    COMPREPLY=( $(compgen -W "${commands// /$'\n'}${IFS}${positionals}" -- "${curr_word}") )
  fi
}

# Generates completions for the options and subcommands of the `sessions` subcommand.
function _picocli_savctl_cetp_sessions() {
  # Get completion data
  local curr_word=${COMP_WORDS[COMP_CWORD]}
  local prev_word=${COMP_WORDS[COMP_CWORD-1]}

  local commands=""
  local flag_opts="'-h' '--help'"
  local arg_opts="'-n' '--limit' '--after'"

  type compopt &>/dev/null && compopt +o default

  case ${prev_word} in
    '-n'|'--limit')
      return
      ;;
    '--after')
      return
      ;;
  esac

  if [[ "${curr_word}" == -* ]]; then
    COMPREPLY=( $(compgen -W "${flag_opts} ${arg_opts}" -- "${curr_word}") )
  else
    local positionals=""
    local IFS=$'\n'
    COMPREPLY=( $(compgen -W "${commands// /$'\n'}${IFS}${positionals}" -- "${curr_word}") )
  fi
}

# Generates completions for the options and subcommands of the `rlocs` subcommand.
function _picocli_savctl_cetp_rlocs() {
  # Get completion data
  local curr_word=${COMP_WORDS[COMP_CWORD]}
  local prev_word=${COMP_WORDS[COMP_CWORD-1]}

  local commands=""
  local flag_opts="'-h' '--help'"
  local arg_opts="'-n' '--limit' '--after'"

  type compopt &>/dev/null && compopt +o default

  case ${prev_word} in
    '-n'|'--limit')
      return
      ;;
    '--after')
      return
      ;;
  esac

  if [[ "${curr_word}" == -* ]]; then
    COMPREPLY=( $(compgen -W "${flag_opts} ${arg_opts}" -- "${curr_word}") )
  else
    local positionals=""
    local IFS=$'\n'
    COMPREPLY=( $(compgen -W "${commands// /$'\n'}${IFS}${positionals}" -- "${curr_word}") )
  fi
}

# Generates completions for the options and subcommands of the `policies` subcommand.
function _picocli_savctl_cetp_policies() {
  # Get completion data
  local curr_word=${COMP_WORDS[COMP_CWORD]}

  local commands=""
  local flag_opts="'-h' '--help'"
  local arg_opts=""

  if [[ "${curr_word}" == -* ]]; then
    COMPREPLY=( $(compgen -W "${flag_opts} ${arg_opts}" -- "${curr_word}") )
  else
    local positionals=""
    local IFS=$'\n'
    COMPREPLY=( $(compgen -W "${commands// /$'\n'}${IFS}${positionals}" -- "${curr_word}") )
  fi
}

# Generates completions for the options and subcommands of the `counters` subcommand.
function _picocli_savctl_cetp_counters() {
  # Get completion data
  local curr_word=${COMP_WORDS[COMP_CWORD]}

  local commands=""
  local flag_opts="'-h' '--help'"
  local arg_opts=""

  if [[ "${curr_word}" == -* ]]; then
    COMPREPLY=( $(compgen -W "${flag_opts} ${arg_opts}" -- "${curr_word}") )
  else
    local positionals=""
    local IFS=$'\n'
    COMPREPLY=( $(compgen -W "${commands// /$'\n'}${IFS}${positionals}" -- "${curr_word}") )
  fi
}

# Generates completions for the options and subcommands of the `decode` subcommand.
function _picocli_savctl_cetp_decode() {
  # Get completion data
  local curr_word=${COMP_WORDS[COMP_CWORD]}
  local prev_word=${COMP_WORDS[COMP_CWORD-1]}

  local commands=""
  local flag_opts="'-h' '--help'"
  local arg_opts="'--port'"

  type compopt &>/dev/null && compopt +o default

  case ${prev_word} in
    '--port')
      return
      ;;
  esac

  if [[ "${curr_word}" == -* ]]; then
    COMPREPLY=( $(compgen -W "${flag_opts} ${arg_opts}" -- "${curr_word}") )
  else
    local positionals=""
    local currIndex
    currIndex=$(currentPositionalIndex "decode" "${arg_opts}" "${flag_opts}")
    if (( currIndex >= 0 && currIndex <= 0 )); then
      local IFS=$'\n'
      type compopt &>/dev/null && compopt -o filenames
      positionals=$( compgen -f -- "${curr_word}" ) # files
    fi
    local IFS=$'\n'
    COMPREPLY=( $(compgen -W "${commands// /$'\n'}${IFS}${positionals}" -- "${curr_word}") )
  fi
}

# Generates completions for the options and subcommands of the `inspect` subcommand.
function _picocli_savctl_rpki_inspect() {
  # Get completion data
  local curr_word=${COMP_WORDS[COMP_CWORD]}

  local commands=""
  local flag_opts="'-h' '--help'"
  local arg_opts=""

  if [[ "${curr_word}" == -* ]]; then
    COMPREPLY=( $(compgen -W "${flag_opts} ${arg_opts}" -- "${curr_word}") )
  else
    local positionals=""
    local currIndex
    currIndex=$(currentPositionalIndex "inspect" "${arg_opts}" "${flag_opts}")
    if (( currIndex >= 0 && currIndex <= 0 )); then
      local IFS=$'\n'
      type compopt &>/dev/null && compopt -o filenames
      positionals=$( compgen -f -- "${curr_word}" ) # files
    fi
    local IFS=$'\n'
    COMPREPLY=( $(compgen -W "${commands// /$'\n'}${IFS}${positionals}" -- "${curr_word}") )
  fi
}

# Define a completion specification (a compspec) for the
# `savctl`, `savctl.sh`, and `savctl.bash` commands.
# Uses the bash `complete` builtin (see [6]) to specify that shell function
# `_complete_savctl` is responsible for generating possible completions for the
# current word on the command line.
# default Bash completions and the Readline default filename completions are performed.
complete -F _complete_savctl -o default savctl savctl.sh savctl.bash
